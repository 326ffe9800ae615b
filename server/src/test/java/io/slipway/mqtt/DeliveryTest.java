// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.slipway.domain.Closing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said to a device reaches it in order, within the limits that it named, or it must go. */
class DeliveryTest {
  private static final int SLOW = 0x97;

  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void message_isDeliveredAtTheGrantedQosUpToOne(Version version) {
    for (int granted = 0; granted <= 2; granted++) {
      try (RawDevice device = broker.admitted(version)) {
        device.subscribed(granted);
        deliver(broker.gate.nextLogin(), "words");
        MqttPublishMessage message = device.receive(MqttPublishMessage.class);
        assertThat(message.variableHeader().topicName()).isEqualTo(Sent.REQUEST);
        assertThat(text(message)).isEqualTo("words");
        assertThat(message.fixedHeader().qosLevel().value()).isEqualTo(Math.min(1, granted));
        assertThat(message.fixedHeader().isRetain()).isFalse();
        assertThat(message.fixedHeader().isDup()).isFalse();
      }
    }
  }

  @Test
  void highestGrantedQos_countsWhereFiltersOverlap() {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      device.subscribed(1);
      device.send(Sent.subscribe(2, 0, Sent.REQUEST));
      device.receive();
      deliver(broker.gate.nextLogin(), "words");
      assertThat(device.receive(MqttPublishMessage.class).fixedHeader().qosLevel().value()).isOne();
      device.expectNothingBeforePong();
    }
  }

  @Test
  void messages_comeInOrderAFewAtATime() {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      device.subscribed(1);
      FakeGate.Login login = broker.gate.nextLogin();
      for (int i = 0; i < 20; i++) {
        deliver(login, "number " + i);
      }
      int window = MqttSettings.Limits.DEFAULT.inFlight();
      Set<Integer> open = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        MqttPublishMessage message = device.receive(MqttPublishMessage.class);
        assertThat(text(message)).isEqualTo("number " + i);
        open.add(message.variableHeader().packetId());
        if (open.size() == window) {
          device.expectNothingBeforePong();
          open.forEach(id -> device.send(Sent.reply(MqttMessageType.PUBACK, id)));
          open.clear();
        }
      }
    }
  }

  @Test
  void receiveMaximum_ofTheClientIsKept() {
    try (RawDevice device = admittedWith(MqttPropertyType.RECEIVE_MAXIMUM, 1)) {
      device.subscribed(1);
      FakeGate.Login login = broker.gate.nextLogin();
      deliver(login, "one");
      deliver(login, "two");
      MqttPublishMessage one = device.receive(MqttPublishMessage.class);
      device.expectNothingBeforePong();
      device.send(Sent.reply(MqttMessageType.PUBACK, one.variableHeader().packetId()));
      assertThat(text(device.receive(MqttPublishMessage.class))).isEqualTo("two");
    }
  }

  @Test
  void maximumPacketSize_ofTheClientIsKept() {
    try (RawDevice device = admittedWith(MqttPropertyType.MAXIMUM_PACKET_SIZE, 200)) {
      device.subscribed(1);
      FakeGate.Login login = broker.gate.nextLogin();
      deliver(login, "x".repeat(200));
      deliver(login, "small");
      assertThat(text(device.receive(MqttPublishMessage.class))).isEqualTo("small");
      assertThat(broker.count("slipway.mqtt.deliveries", "result", "too_large")).isOne();
    }
  }

  @Test
  void clientThatTakesNoAnswerAtAll_isClosed() {
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(MqttPropertyType.MAXIMUM_PACKET_SIZE.value(), 4));
    try (RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().properties(properties).build());
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MqttPropertyType.class,
      names = {"RECEIVE_MAXIMUM", "MAXIMUM_PACKET_SIZE"})
  void limitOfZero_isAProtocolError(MqttPropertyType type) {
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(type.value(), 0));
    try (RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().properties(properties).build());
      device.expectConnAck(0x82);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void tooManyWaitingMessages_endTheConnection(Version version) {
    try (TestBroker strict = TestBroker.start(Changed.limit("outboundMessages", 4));
        RawDevice device = strict.admitted(version)) {
      device.subscribed(1);
      FakeGate.Login login = strict.gate.nextLogin();
      int window = MqttSettings.Limits.DEFAULT.inFlight();
      for (int i = 0; i < window + 5; i++) {
        deliver(login, "words");
      }
      for (int i = 0; i < window; i++) {
        device.receive(MqttPublishMessage.class);
      }
      device.expectEnd(version, SLOW);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void deviceThatDoesNotAcknowledge_mustGo(Version version) {
    try (TestBroker hasty =
            TestBroker.start(Changed.patience("acknowledgement", Duration.ofMillis(300)));
        RawDevice device = hasty.admitted(version)) {
      device.subscribed(1);
      deliver(hasty.gate.nextLogin(), "words");
      device.receive(MqttPublishMessage.class);
      device.expectEnd(version, SLOW);
    }
  }

  @Test
  void deviceThatDoesNotRead_mustGo() throws IOException {
    try (TestBroker hasty = TestBroker.start(Changed.patience("write", Duration.ofMillis(300)));
        RawDevice device = hasty.admitted(Version.V3_1_1)) {
      device.socket().setReceiveBufferSize(1024);
      device.subscribed(0);
      FakeGate.Login login = hasty.gate.nextLogin();
      login.session().next();
      String words = "x".repeat(1_000_000);
      for (int i = 0; i < 30; i++) {
        deliver(login, words);
      }
      assertThat(login.session().next().what()).isEqualTo("closed");
      assertThat(hasty.count("slipway.mqtt.endings", "reason", "slow_device")).isOne();
    }
  }

  @Test
  void messagesBeforeTheEnd_areSentBeforeIt() {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      device.subscribed(0);
      FakeGate.Login login = broker.gate.nextLogin();
      deliver(login, "x".repeat(1_000_000));
      deliver(login, "last");
      login.link().close(Closing.REFUSED);
      deliver(login, "too late");
      assertThat(text(device.receive(MqttPublishMessage.class))).hasSize(1_000_000);
      assertThat(text(device.receive(MqttPublishMessage.class))).isEqualTo("last");
      device.expectClosed();
    }
  }

  private RawDevice admittedWith(MqttPropertyType type, int value) {
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(type.value(), value));
    RawDevice device = broker.connect();
    device.send(Version.V5.connect().properties(properties).build());
    device.expectAccepted();
    return device;
  }

  private static void deliver(FakeGate.Login login, String words) {
    login.link().deliver(Sent.REQUEST, words.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(MqttPublishMessage message) {
    return new String(ByteBufUtil.getBytes(message.payload()), StandardCharsets.UTF_8);
  }
}
