// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device published is acknowledged when what follows from it is stored, never before. */
class AcknowledgementTest {
  private static final int UNKNOWN_PACKET_ID = 0x92;

  private final TestBroker broker = TestBroker.start();

  @BeforeEach
  void commitByHand() {
    broker.gate.commitByHand();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void acknowledgement_waitsForTheCommit(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      device.send(Sent.publish(Sent.BIRTH, "one", 1, 7));
      FakeGate.Call one = session.next();
      device.expectNothingBeforePong();
      one.commit().complete(null);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
    }
  }

  @Test
  void acknowledgements_comeInTheOrderOfThePublications() {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      device.send(
          Sent.publish(Sent.BIRTH, "one", 1, 7),
          Sent.publish(Sent.BIRTH, "two", 2, 8),
          Sent.publish(Sent.BIRTH, "three", 0, 0),
          Sent.publish("foreign", "four", 1, 9));
      List<FakeGate.Call> calls = List.of(session.next(), session.next(), session.next());
      calls.get(2).commit().complete(null);
      calls.get(1).commit().complete(null);
      device.expectNothingBeforePong();
      calls.get(0).commit().complete(null);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
      device.expectReply(MqttMessageType.PUBREC, 8, 0);
      device.expectReply(MqttMessageType.PUBACK, 9, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void failedCommit_endsTheConnectionUnacknowledged(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      device.send(Sent.publish(Sent.BIRTH, "one", 1, 7));
      session.next().commit().completeExceptionally(new IllegalStateException("disk full"));
      device.expectEnd(version, 0x89);
      assertThat(session.next().what()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void repeatedQos2Publication_isTakenOnce(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      MqttMessage first = Sent.publish(Sent.BIRTH, "one", 2, 7);
      byte[] again = device.bytes(Sent.publish(Sent.BIRTH, "one", 2, 7));
      again[0] |= 0x08;
      device.send(first);
      device.send(again);
      FakeGate.Call one = session.next();
      device.expectNothingBeforePong();
      one.commit().complete(null);
      device.expectReply(MqttMessageType.PUBREC, 7, 0);
      device.expectReply(MqttMessageType.PUBREC, 7, 0);
      device.send(Sent.reply(MqttMessageType.PUBREL, 7));
      device.expectReply(MqttMessageType.PUBCOMP, 7, 0);
      assertThat(session.calls).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void releasedPacketId_isFreeForAnotherPublication(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      for (String words : List.of("one", "two")) {
        device.send(Sent.publish(Sent.BIRTH, words, 2, 7));
        FakeGate.Call call = session.next();
        assertThat(call.payload()).isEqualTo(words.getBytes(StandardCharsets.UTF_8));
        call.commit().complete(null);
        device.expectReply(MqttMessageType.PUBREC, 7, 0);
        device.send(Sent.reply(MqttMessageType.PUBREL, 7));
        device.expectReply(MqttMessageType.PUBCOMP, 7, 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void releaseOfWhatWasNotSent_isAnswered(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(Sent.reply(MqttMessageType.PUBREL, 7));
      device.expectReply(MqttMessageType.PUBCOMP, 7, version == Version.V5 ? UNKNOWN_PACKET_ID : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void moreUnreleasedThanAllowed_endsTheConnection(Version version) {
    try (TestBroker strict = TestBroker.start(Changed.limit("receiveMaximum", 3));
        RawDevice device = strict.admitted(version)) {
      for (int id = 1; id <= 3; id++) {
        device.send(Sent.publish(Sent.BIRTH, "words", 2, id));
        device.expectReply(MqttMessageType.PUBREC, id, 0);
      }
      device.send(Sent.publish(Sent.BIRTH, "words", 2, 4));
      device.expectEnd(version, 0x93);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void uncommittedPublications_pauseReading(int size) {
    String words = "x".repeat(size);
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      int limit = size > 10 ? 11 : 16;
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int id = 1; id <= 40; id++) {
                      device.send(Sent.publish(Sent.BIRTH, words, 1, id));
                    }
                  });
      List<FakeGate.Call> taken = new ArrayList<>();
      for (int i = 0; i < limit; i++) {
        taken.add(session.next());
      }
      assertThat(session.calls).isEmpty();
      for (int id = 1; id <= 40; id++) {
        FakeGate.Call call = taken.isEmpty() ? session.next() : taken.remove(0);
        call.commit().complete(null);
        device.expectReply(MqttMessageType.PUBACK, id, 0);
      }
      assertThat(sender).matches(thread -> ended(thread));
    }
  }

  @Test
  void deviceThatLeaves_isNotAcknowledgedAnyMore() {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      device.send(Sent.publish(Sent.BIRTH, "one", 1, 7), MqttMessage.DISCONNECT);
      FakeGate.Call one = session.next();
      assertThat(session.next().what()).isEqualTo("closed");
      one.commit().complete(null);
      device.expectClosed();
    }
  }

  private static boolean ended(Thread thread) {
    try {
      return thread.join(FakeGate.Wait.LIMIT);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
