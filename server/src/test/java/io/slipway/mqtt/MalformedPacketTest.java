// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.slipway.provisioning.LoginDecision;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets against the rules of MQTT end the connection, with the reason where there is room. */
class MalformedPacketTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int FLAGS = 9;

  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void connectThatIsCutShort_isRefused(Version version) {
    byte[] whole = version.connectBytes("device-1");
    byte[] cut = Arrays.copyOf(whole, whole.length - 3);
    cut[1] = (byte) (cut[1] - 3);
    refused(version, cut, MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void connectThatIsTooLong_isRefused(Version version) {
    byte[] whole = version.connectBytes("device-1");
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    longer[1]++;
    refused(version, longer, MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Version.class,
      names = {"V3_1_1", "V5"})
  void reservedFlagOfConnect_isRefused(Version version) {
    refused(version, withFlags(version, 0xC3), MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void willFlagsWithoutAWill_areRefused(Version version) {
    refused(version, withFlags(version, 0xC2 | 0x08), PROTOCOL_ERROR);
    refused(version, withFlags(version, 0xC2 | 0x20), PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void textThatIsNotUtf8_isRefused(Version version) {
    byte[] connect = version.connectBytes("device-1");
    connect[connect.length - 1 - "..user-1..right".length()] = (byte) 0xFF;
    refused(version, connect, MALFORMED);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void connectWithFlagsInItsHeader_isRefused(Version version) {
    byte[] connect = version.connectBytes("device-1");
    connect[0] = 0x11;
    refused(version, connect, MALFORMED);
  }

  @Test
  void passwordWithoutUsername_isRefusedBeforeV5() {
    byte[] connect = withFlags(Version.V3_1_1, 0x42);
    byte[] username = {0, 6, 'u', 's', 'e', 'r', '-', '1'};
    int passwordAt = connect.length - 7;
    byte[] without = Arrays.copyOf(connect, connect.length - username.length);
    System.arraycopy(connect, passwordAt, without, passwordAt - username.length, 7);
    without[1] = (byte) (without[1] - username.length);
    refused(Version.V3_1_1, without, 0);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void packetIdOfZero_isMalformed(Version version) {
    for (int type : new int[] {0x40, 0x50, 0x62, 0x70, 0x82, 0xA2}) {
      ended(version, MALFORMED, type, 2, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void headerFlagsAgainstTheRules_areMalformed(Version version) {
    ended(version, MALFORMED, 0x36, 2, 0, 0);
    ended(version, MALFORMED, 0x60, 2, 0, 1);
    ended(version, MALFORMED, 0x80, 2, 0, 1);
    ended(version, MALFORMED, 0xC1, 0);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void unknownPacketType_isMalformed(Version version) {
    ended(version, MALFORMED, 0x00, 0);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void publicationOnAWildcard_isMalformed(Version version) {
    ended(version, MALFORMED, 0x30, 4, 0, 1, '#', 0);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void packetThatOnlyServersSend_isAProtocolError(Version version) {
    ended(version, PROTOCOL_ERROR, 0xD0, 0);
  }

  @Test
  void authenticationExchangeNobodyAgreedOn_isAProtocolError() {
    ended(Version.V5, PROTOCOL_ERROR, 0xF0, 0);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void answersToNothing_areIgnored(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(
          Sent.reply(MqttMessageType.PUBACK, 77),
          Sent.reply(MqttMessageType.PUBREC, 78),
          Sent.reply(MqttMessageType.PUBCOMP, 79));
      device.expectNothingBeforePong();
    }
  }

  @Test
  void malformedPacketBehindConnect_isRefusedBeforeTheLoginIsDecided() {
    CompletableFuture<LoginDecision> never = broker.gate.decideLater();
    try (RawDevice device = broker.connect()) {
      device.bytes(Version.V5.connect().build());
      byte[] connect = Version.V5.connectBytes("device-1");
      byte[] both = Arrays.copyOf(connect, connect.length + 6);
      Arrays.fill(both, connect.length, both.length, (byte) 0xFF);
      device.send(both);
      device.expectConnAck(MALFORMED);
      device.expectClosed();
    }
    assertThat(never).isNotDone();
  }

  private static byte[] withFlags(Version version, int flags) {
    byte[] connect = version.connectBytes("device-1");
    connect[version == Version.V3_1 ? FLAGS + 2 : FLAGS] = (byte) flags;
    return connect;
  }

  /** MQTT 5 is told why, others are only closed; nobody's word is asked for. */
  private void refused(Version version, byte[] connect, int code) {
    try (RawDevice device = broker.connect()) {
      device.bytes(version.connect().build());
      device.send(connect);
      if (version == Version.V5) {
        device.expectConnAck(code);
      }
      device.expectClosed();
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  private void ended(Version version, int code, int... packet) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(packet);
      device.expectEnd(version, code);
    }
    FakeGate.Told session = broker.gate.nextLogin().session();
    assertThat(session.next().what()).isEqualTo("closed");
  }
}
