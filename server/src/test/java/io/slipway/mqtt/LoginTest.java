// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.slipway.protocol.message.FailureCause;
import io.slipway.provisioning.LoginAttempt;
import io.slipway.provisioning.LoginDecision;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol, section 1: how a login is answered. */
class LoginTest {
  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void rightLogin_isAcceptedWithoutASession(Version version) {
    try (RawDevice device = broker.connect()) {
      device.send(version.connect().cleanSession(false).build());
      device.expectAccepted();
    }
    LoginAttempt attempt = broker.gate.nextLogin().attempt();
    assertThat(attempt.clientId()).isEqualTo("device-1");
    assertThat(attempt.username()).isEqualTo("user-1");
    assertThat(attempt.password()).isEqualTo(FakeGate.RIGHT);
    assertThat(attempt.secure()).isFalse();
    assertThat(attempt.certificates()).isEmpty();
    assertThat(attempt.source().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void acceptedV5Login_isToldWhatTheBrokerDoesNotDo() {
    try (RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().keepAlive(0).build());
      MqttProperties told = device.expectAccepted().variableHeader().properties();
      assertThat(number(told, MqttPropertyType.SESSION_EXPIRY_INTERVAL)).isZero();
      assertThat(number(told, MqttPropertyType.RETAIN_AVAILABLE)).isZero();
      assertThat(number(told, MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE)).isZero();
      assertThat(number(told, MqttPropertyType.SUBSCRIPTION_IDENTIFIER_AVAILABLE)).isZero();
      assertThat(number(told, MqttPropertyType.MAXIMUM_PACKET_SIZE)).isEqualTo(1024 * 1024);
      assertThat(number(told, MqttPropertyType.SERVER_KEEP_ALIVE)).isEqualTo(600);
      assertThat(number(told, MqttPropertyType.RECEIVE_MAXIMUM)).isEqualTo(64);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void longClientId_isAcceptedUpTo255Bytes(Version version) {
    try (RawDevice fits = broker.connect();
        RawDevice tooLong = broker.connect()) {
      fits.connectAs(version, "é".repeat(127) + "x");
      fits.expectAccepted();
      tooLong.connectAs(version, "é".repeat(128));
      tooLong.expectConnAck(version == Version.V5 ? 0x85 : 2);
      tooLong.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void badClientId_isRefusedBeforeAnybodyIsAsked(Version version) {
    for (String bad : new String[] {"", "a/b", "a+b", "a#", "a\u0001b", "a\u0085"}) {
      try (RawDevice device = broker.connect()) {
        device.connectAs(version, bad);
        device.expectConnAck(version == Version.V5 ? 0x85 : 2);
        device.expectClosed();
      }
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void clientIdWithNul_isMalformed(Version version) {
    try (RawDevice device = broker.connect()) {
      device.connectAs(version, "a\u0000b");
      if (version == Version.V5) {
        device.expectConnAck(0x81);
      }
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCause.class,
      names = {"UNKNOWN_CLIENT_ID", "WRONG_USERNAME", "WRONG_PASSWORD", "THROTTLED"})
  void unprovenPeer_learnsNothing(FailureCause cause) {
    broker.gate.decide(new LoginDecision.Turned(cause, OptionalLong.of(17)));
    try (RawDevice v3 = broker.connect();
        RawDevice v5 = broker.connect()) {
      v3.send(Version.V3_1_1.connect().build());
      v3.expectConnAck(4);
      v3.expectClosed();
      v5.send(Version.V5.connect().build());
      MqttConnAckMessage answer = v5.expectConnAck(0x86);
      assertThat(answer.variableHeader().properties().isEmpty()).isTrue();
      v5.expectClosed();
    }
  }

  @Test
  void provenDevice_isToldTheCauseAndWhenToComeBack() {
    broker.gate.decide(
        new LoginDecision.Turned(FailureCause.NOT_YET_ACTIVE, OptionalLong.of(3600)));
    try (RawDevice v3 = broker.connect();
        RawDevice v5 = broker.connect()) {
      v3.send(Version.V3_1.connect().build());
      v3.expectConnAck(5);
      v5.send(Version.V5.connect().build());
      MqttProperties told = v5.expectConnAck(0x87).variableHeader().properties();
      assertThat(told.getProperty(MqttPropertyType.REASON_STRING.value()).value())
          .isEqualTo("NOT_YET_ACTIVE");
      assertThat(retryAfter(told)).isEqualTo("3600");
    }
  }

  @Test
  void overloadAndFault_sayComeBackLater() {
    broker.gate.decide(new LoginDecision.Turned(FailureCause.OVERLOADED, OptionalLong.of(12)));
    try (RawDevice v3 = broker.connect();
        RawDevice v5 = broker.connect()) {
      v3.send(Version.V3_1_1.connect().build());
      v3.expectConnAck(3);
      v5.send(Version.V5.connect().build());
      assertThat(retryAfter(v5.expectConnAck(0x89).variableHeader().properties())).isEqualTo("12");
    }
    broker.gate.decide(FakeGate.turned(FailureCause.INTERNAL_ERROR));
    try (RawDevice v5 = broker.connect()) {
      v5.send(Version.V5.connect().build());
      v5.expectConnAck(0x88);
    }
  }

  @Test
  void gateThatFails_isUnavailable() {
    broker.gate.decideLater().completeExceptionally(new IllegalStateException("broken"));
    try (RawDevice v3 = broker.connect();
        RawDevice v5 = broker.connect()) {
      v3.send(Version.V3_1_1.connect().build());
      v3.expectConnAck(3);
      v5.send(Version.V5.connect().build());
      assertThat(retryAfter(v5.expectConnAck(0x88).variableHeader().properties())).isNotEmpty();
    }
  }

  @Test
  void missingCredentials_areJudgedLikeWrongOnes() {
    try (RawDevice device = broker.connect()) {
      device.send(
          MqttMessageBuilders.connect()
              .protocolVersion(Version.V3_1_1.mqtt)
              .clientId("device-1")
              .build());
      device.expectConnAck(4);
    }
    assertThat(broker.gate.nextLogin().attempt().username()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6, 7, 200})
  void unknownProtocolLevel_isRefusedInTheFormOfItsTime(int level) {
    try (RawDevice device = broker.connect()) {
      byte[] connect = device.bytes(Version.V3_1_1.connect().build());
      connect[8] = (byte) level;
      device.send(connect);
      byte[] answer = new byte[level >= 5 ? 5 : 4];
      readFully(device, answer);
      assertThat(answer)
          .isEqualTo(
              level >= 5 ? new byte[] {0x20, 3, 0, (byte) 0x84, 0} : new byte[] {0x20, 2, 0, 1});
    }
  }

  @Test
  void extendedAuthentication_isRefused() {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.StringProperty(
            MqttPropertyType.AUTHENTICATION_METHOD.value(), "SCRAM-SHA-256"));
    try (RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().properties(properties).build());
      device.expectConnAck(0x8C);
      device.expectClosed();
    }
  }

  @Test
  void retainedWill_isRefusedInV5AndIgnoredBefore() {
    try (RawDevice v3 = broker.connect();
        RawDevice v5 = broker.connect()) {
      v3.send(withWill(Version.V3_1_1, "x", true));
      v3.expectAccepted();
      v5.send(withWill(Version.V5, "x", true));
      v5.expectConnAck(0x9A);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void will_isAcceptedAndAForeignOneIgnored(Version version) {
    for (String topic :
        List.of("$EDC/eurotech-provision/device-1/MQTT/LWT", "$EDC/acme/device-2/MQTT/LWT")) {
      try (RawDevice device = broker.connect()) {
        device.send(withWill(version, topic, false));
        device.expectAccepted();
      }
      FakeGate.Told session = broker.gate.nextLogin().session();
      assertThat(session.next().what()).isEqualTo("closed");
      assertThat(session.calls).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void packetsBeforeTheAnswer_areHeardAfterIt(Version version) {
    CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
    try (RawDevice device = broker.connect()) {
      device.send(
          version.connect().build(), Sent.publish(Sent.BIRTH, "one", 1, 7), MqttMessage.PINGREQ);
      FakeGate.Login login = broker.gate.nextLogin();
      assertThat(login.session().calls).isEmpty();
      decision.complete(login.admitted());
      device.expectAccepted();
      assertThat(login.session().next().what()).isEqualTo("published");
      assertThat(List.of(device.receive(), device.receive()))
          .extracting(answer -> answer.fixedHeader().messageType())
          .containsExactlyInAnyOrder(MqttMessageType.PUBACK, MqttMessageType.PINGRESP);
    }
  }

  @Test
  void packetsBeforeARefusal_areDiscarded() {
    try (RawDevice device = broker.connect()) {
      device.send(
          Version.V3_1_1.connect("device-1", "wrong"), Sent.publish(Sent.BIRTH, "one", 1, 7));
      device.expectConnAck(4);
      device.expectClosed();
    }
    assertThat(broker.gate.nextLogin().session().calls).isEmpty();
  }

  @Test
  void refusal_arrivesThoughTheDeviceKeepsSending() {
    CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
    try (RawDevice device = broker.connect()) {
      device.send(Version.V3_1_1.connect().build());
      broker.gate.nextLogin();
      for (int i = 0; i < 50; i++) {
        device.send(Sent.publish(Sent.BIRTH, "x".repeat(1000), 1, 7));
      }
      decision.complete(FakeGate.turned(FailureCause.EXPIRED));
      device.expectConnAck(5);
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void secondConnect_isAProtocolError(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(version.connect().build());
      device.expectEnd(version, 0x82);
    }
    assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("closed");
  }

  @Test
  void sessionOfADeviceThatLeftBeforeTheDecision_isClosed() throws Exception {
    CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
    RawDevice device = broker.connect();
    device.send(Version.V3_1_1.connect().build());
    FakeGate.Login login = broker.gate.nextLogin();
    device.socket().setSoLinger(true, 0);
    device.close();
    decision.complete(login.admitted());
    assertThat(login.session().next().what()).isEqualTo("closed");
    assertThat(login.session().calls).isEmpty();
  }

  private static int number(MqttProperties properties, MqttPropertyType type) {
    return ((MqttProperties.IntegerProperty) properties.getProperty(type.value())).value();
  }

  private static String retryAfter(MqttProperties properties) {
    return properties.getProperties(MqttPropertyType.USER_PROPERTY.value()).stream()
        .map(p -> ((MqttProperties.UserProperty) p).value())
        .filter(p -> p.key.equals("retry-after-seconds"))
        .map(p -> p.value)
        .findFirst()
        .orElseThrow();
  }

  private static MqttMessage withWill(Version version, String topic, boolean retained) {
    return version
        .connect()
        .willFlag(true)
        .willQoS(MqttQoS.AT_LEAST_ONCE)
        .willRetain(retained)
        .willTopic(topic)
        .willMessage(new byte[] {1})
        .build();
  }

  private static void readFully(RawDevice device, byte[] into) {
    try {
      assertThat(device.socket().getInputStream().readNBytes(into, 0, into.length))
          .isEqualTo(into.length);
      assertThat(device.socket().getInputStream().read()).isEqualTo(-1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
