// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol, section 1, "Rights": what a device may publish, and what happens to the rest. */
class PublicationTest {
  private static final String FOREIGN = "$EDC/eurotech-provision/device-2/MQTT/BIRTH";
  private static final int NOT_AUTHORIZED = 0x87;

  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$EDC/eurotech-provision/device-1/MQTT/PROV",
        "$EDC/eurotech-provision/device-1/MQTT/a/b",
        "$EDC/eurotech-provision/slipway-1/CONF-V1/REPLY/0123",
        "$EDC/eurotech-provision/anything/X/REPLY/a/b",
        "$EDC/eurotech-provision/slipway-1/DEPLOY-V2/NOTIFY/device-1/progress"
      })
  void ownTopic_reachesTheSession(String topic) {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      device.send(Sent.publish(topic, "words", 1, 9));
      FakeGate.Call call = broker.gate.nextLogin().session().next();
      assertThat(call.what()).isEqualTo("published");
      assertThat(call.argument()).isEqualTo(topic);
      assertThat(call.payload()).isEqualTo("words".getBytes(StandardCharsets.UTF_8));
      device.expectReply(MqttMessageType.PUBACK, 9, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FOREIGN,
        "$EDC/eurotech-provision/device-1/MQTT",
        "$EDC/eurotech-provision/device-1/CONF-V1/PUT/configurations",
        "$EDC/eurotech-provision/device-1/REPLY/0123",
        "$EDC/eurotech-provision/slipway-1/DEPLOY-V2/NOTIFY/device-2/progress",
        "$SYS/x",
        "sensors/temperature"
      })
  void foreignTopic_isRefusedInV5(String topic) {
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(Sent.publish(topic, "words", 1, 9));
      device.expectReply(MqttMessageType.PUBACK, 9, NOT_AUTHORIZED);
      device.send(Sent.publish(topic, "words", 2, 10));
      device.expectReply(MqttMessageType.PUBREC, 10, NOT_AUTHORIZED);
      device.send(Sent.publish(topic, "words", 0, 0));
      device.expectNothingBeforePong();
    }
    assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("closed");
    assertThat(broker.count("slipway.mqtt.publications", "verdict", "foreign")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Version.class,
      names = {"V3_1", "V3_1_1"})
  void foreignPublication_isAcknowledgedAndDroppedBeforeV5(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(Sent.publish(FOREIGN, "words", 1, 9), Sent.publish(FOREIGN, "words", 2, 10));
      device.expectReply(MqttMessageType.PUBACK, 9, 0);
      device.expectReply(MqttMessageType.PUBREC, 10, 0);
      device.send(Sent.reply(MqttMessageType.PUBREL, 10));
      device.expectReply(MqttMessageType.PUBCOMP, 10, 0);
    }
    assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("closed");
  }

  @Test
  void topicOfAnotherAccount_isTold() {
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(Sent.publish("$EDC/acme/device-1/MQTT/BIRTH", "words", 1, 9));
      device.expectReply(MqttMessageType.PUBACK, 9, NOT_AUTHORIZED);
      assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("wrongAccount");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void foreignPublications_endTheConnectionOnlyPastTheirRate(Version version) {
    try (TestBroker strict = TestBroker.start(Changed.limit("foreignPerMinute", 3));
        RawDevice device = strict.admitted(version)) {
      for (int minute = 0; minute < 3; minute++) {
        for (int i = 0; i < 3; i++) {
          device.send(Sent.publish(FOREIGN, "words", 0, 0));
        }
        device.expectNothingBeforePong();
        strict.pass(Duration.ofMinutes(1));
      }
      for (int i = 0; i < 4; i++) {
        device.send(Sent.publish(FOREIGN, "words", 0, 0));
      }
      device.expectEnd(version, 0x96);
    }
  }

  @Test
  void ownPublications_haveNoRate() {
    try (TestBroker strict = TestBroker.start(Changed.limit("foreignPerMinute", 3));
        RawDevice device = strict.admitted(Version.V5)) {
      for (int i = 0; i < 50; i++) {
        device.send(Sent.publish(Sent.BIRTH, "words", 0, 0));
      }
      device.expectNothingBeforePong();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Version.class,
      names = {"V3_1", "V3_1_1"})
  void retainFlag_isIgnoredBeforeV5(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 9, true, MqttProperties.NO_PROPERTIES));
      device.expectReply(MqttMessageType.PUBACK, 9, 0);
      assertThat(broker.gate.nextLogin().session().next().argument()).isEqualTo(Sent.BIRTH);
    }
  }

  @Test
  void retainFlag_isAgainstWhatV5WasTold() {
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 9, true, MqttProperties.NO_PROPERTIES));
      device.expectEnd(Version.V5, 0x9A);
    }
  }

  @Test
  void topicAlias_isAgainstWhatV5WasTold() {
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(Sent.publish(Sent.BIRTH, "w", 1, 9, false, with(MqttPropertyType.TOPIC_ALIAS)));
      device.expectEnd(Version.V5, 0x94);
    }
  }

  @Test
  void subscriptionIdentifierFromAClient_isAProtocolError() {
    MqttProperties properties = with(MqttPropertyType.SUBSCRIPTION_IDENTIFIER);
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 9, false, properties));
      device.expectEnd(Version.V5, 0x82);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void emptyTopic_isMalformed(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.send(Sent.publish("", "words", 1, 9));
      device.expectEnd(version, 0x81);
    }
  }

  private static MqttProperties with(MqttPropertyType type) {
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(type.value(), 1));
    return properties;
  }
}
