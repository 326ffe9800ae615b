// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessageType;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How large a packet may be: it is judged by its header, before anything of it is kept. */
class BoundsTest {
  private static final int TOO_LARGE = 0x95;
  private static final int MALFORMED = 0x81;

  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void publication_isTakenUpTo256KiB(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(publication(device, Sent.BIRTH, 256 * 1024));
      assertThat(broker.gate.nextLogin().session().next().payload()).hasSizeGreaterThan(262_000);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
      device.trySend(publication(device, Sent.BIRTH, 256 * 1024 + 1));
      device.expectEnd(version, TOO_LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answer_isTakenUpTo1MiB(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(publication(device, Sent.REPLY, 1024 * 1024));
      assertThat(broker.gate.nextLogin().session().next().payload()).hasSizeGreaterThan(1_048_000);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
      device.trySend(publication(device, Sent.REPLY, 1024 * 1024 + 1));
      device.expectEnd(version, TOO_LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void largePublication_isRefusedByItsTopicAlone(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      byte[] large = publication(device, Sent.BIRTH, 512 * 1024);
      device.send(Arrays.copyOf(large, 60));
      device.expectEnd(version, TOO_LARGE);
    }
    assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("closed");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void packetWithoutAPayload_isTakenUpTo32KiB(Version version) {
    String[] filters = new String[2000];
    Arrays.fill(filters, "x".repeat(20));
    try (RawDevice device = broker.admitted(version)) {
      device.trySend(device.bytes(Sent.unsubscribe(5, filters)));
      device.expectEnd(version, TOO_LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void connect_isTakenUpTo16KiB(Version version) {
    try (RawDevice fits = broker.connect();
        RawDevice large = broker.connect()) {
      fits.send(version.connect("device-1", "x".repeat(16_000)));
      fits.expectConnAck(version == Version.V5 ? 0x86 : 4);
      broker.gate.nextLogin();
      large.trySend(large.bytes(version.connect("device-1", "x".repeat(17_000))));
      large.expectClosed();
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  @Test
  void hugeLength_isRefusedByItsHeaderBeforeLogin() {
    try (RawDevice device = broker.connect()) {
      device.send(0x10, 0xFF, 0xFF, 0xFF, 0x7F);
      device.expectClosed();
    }
  }

  @Test
  void connectionThatDoesNotBeginWithConnect_endsAtItsFirstByte() {
    try (RawDevice device = broker.connect()) {
      device.send((int) 'G');
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void endlessLength_isMalformed(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01);
      device.expectEnd(version, MALFORMED);
    }
  }

  /** A whole packet of exactly so many bytes. */
  private static byte[] publication(RawDevice device, String topic, int size) {
    int around = device.bytes(Sent.publish(topic, "x".repeat(size - 100), 1, 7)).length;
    byte[] packet = device.bytes(Sent.publish(topic, "x".repeat(2 * size - 100 - around), 1, 7));
    assertThat(packet).hasSize(size);
    return packet;
  }
}
