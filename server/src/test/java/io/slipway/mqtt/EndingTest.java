// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.slipway.domain.Closing;
import io.slipway.provisioning.LoginDecision;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections end: the device is told where its version can be told, and hears it. */
class EndingTest {
  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "TAKEN_OVER, 0x8E",
    "REFUSED, 0x87",
    "COMPLETED, 0x98",
    "STOPPED, 0x98",
    "SHUTDOWN, 0x8B",
    "ERROR, 0x89"
  })
  void reason_isToldInV5(Closing closing, int code) {
    for (Version version : Version.values()) {
      try (RawDevice device = broker.admitted(version)) {
        FakeGate.Login login = broker.gate.nextLogin();
        login.link().close(closing);
        device.expectEnd(version, code);
        device.close();
        assertThat(login.session().next().what()).isEqualTo("closed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void orderlyEnd_waitsForWhatIsNotAcknowledgedYet(Version version) {
    broker.gate.commitByHand();
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Login login = broker.gate.nextLogin();
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 7));
      FakeGate.Call call = login.session().next();
      login.link().close(Closing.COMPLETED);
      call.commit().complete(null);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
      device.expectEnd(version, 0x98);
    }
  }

  @Test
  void takenOverConnection_acknowledgesNothingMore() {
    broker.gate.commitByHand();
    try (RawDevice device = broker.admitted(Version.V5)) {
      FakeGate.Login login = broker.gate.nextLogin();
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 7));
      FakeGate.Call call = login.session().next();
      login.link().close(Closing.TAKEN_OVER);
      device.expectEnd(Version.V5, 0x8E);
      call.commit().complete(null);
      device.expectClosed();
    }
  }

  @Test
  void lastWords_reachADeviceThatKeepsSending() {
    try (RawDevice device = broker.admitted(Version.V5)) {
      FakeGate.Login login = broker.gate.nextLogin();
      byte[] packet = device.bytes(Sent.publish(Sent.BIRTH, "x".repeat(10_000), 0, 0));
      for (int i = 0; i < 20; i++) {
        device.send(packet);
      }
      login.link().close(Closing.TAKEN_OVER);
      for (int i = 0; i < 20; i++) {
        device.trySend(packet);
      }
      device.expectEnd(Version.V5, 0x8E);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void leavingDevice_isLetGo(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(MqttMessage.DISCONNECT);
      device.expectClosed();
      FakeGate.Told session = broker.gate.nextLogin().session();
      assertThat(session.next().what()).isEqualTo("closed");
      assertThat(session.calls).isEmpty();
    }
  }

  @Test
  void brokenConnection_isToldOnce() throws IOException {
    RawDevice device = broker.admitted(Version.V3_1_1);
    device.socket().setSoLinger(true, 0);
    device.close();
    FakeGate.Login login = broker.gate.nextLogin();
    assertThat(login.session().next().what()).isEqualTo("closed");
    login.link().close(Closing.TAKEN_OVER);
    login.link().deliver(Sent.REQUEST, new byte[] {1});
    broker.close();
    assertThat(login.session().calls).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void shutdown_tellsThoseWhoAreInAndLetsNobodyElse(Version version) {
    try (RawDevice device = broker.admitted(version);
        RawDevice stranger = broker.connect()) {
      int port = broker.tcpPort();
      Thread closing = Thread.ofVirtual().start(broker::close);
      device.expectEnd(version, 0x8B);
      device.close();
      stranger.expectClosed();
      stranger.close();
      join(closing);
      assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
    }
    assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("closed");
  }

  @Test
  void shutdown_waitsForTheCommitOfWhatWasPublished() {
    broker.gate.commitByHand();
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 7));
      FakeGate.Call call = broker.gate.nextLogin().session().next();
      Thread closing = Thread.ofVirtual().start(broker::close);
      call.commit().complete(null);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
      device.expectClosed();
      device.close();
      join(closing);
    }
  }

  @Test
  void shutdownDuringALogin_endsItAfterTheAnswer() {
    CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
    try (RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().build());
      FakeGate.Login login = broker.gate.nextLogin();
      login.link().close(Closing.SHUTDOWN);
      decision.complete(login.admitted());
      device.expectAccepted();
      device.expectEnd(Version.V5, 0x8B);
    }
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(FakeGate.Wait.LIMIT)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
