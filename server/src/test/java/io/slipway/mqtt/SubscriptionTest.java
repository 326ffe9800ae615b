// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol, section 1, "Rights": what a device may subscribe to. */
class SubscriptionTest {
  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void ownFilter_isGrantedUpToQos1(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      FakeGate.Told session = broker.gate.nextLogin().session();
      for (int qos = 0; qos <= 2; qos++) {
        assertThat(codes(device, Sent.subscribe(5, qos, Sent.REQUESTS)))
            .containsExactly(Math.min(1, qos));
        assertThat(session.next().argument()).isEqualTo(Sent.REQUESTS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$EDC/eurotech-provision/device-1/+/+/#",
        "$EDC/eurotech-provision/device-1/CONF-V1/#",
        "$EDC/eurotech-provision/device-1/CONF-V1/PUT/configurations"
      })
  void narrowerFilter_isGranted(String filter) {
    try (RawDevice device = broker.admitted(Version.V3_1_1)) {
      assertThat(codes(device, Sent.subscribe(5, 1, filter))).containsExactly(1);
      broker.gate.nextLogin().link().deliver(Sent.REQUEST, new byte[] {1});
      assertThat(device.receive(MqttPublishMessage.class).variableHeader().topicName())
          .isEqualTo(Sent.REQUEST);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "+/#",
        "$EDC/#",
        "$EDC/eurotech-provision/#",
        "$EDC/eurotech-provision/+/CONF-V1/#",
        "$EDC/eurotech-provision/device-2/#",
        "$EDC/eurotech-provision/device-10/#",
        "$EDC/+/device-1/#",
        "$EDC/eurotech-provision/device-1/#/x",
        "$SYS/#"
      })
  void foreignFilter_isRefusedInTheWayOfEachVersion(String filter) {
    for (Version version : Version.values()) {
      try (RawDevice device = broker.admitted(version)) {
        assertThat(codes(device, Sent.subscribe(5, 1, filter, Sent.REQUESTS)))
            .containsExactly(refusal(version), 1);
      }
      assertThat(broker.gate.nextLogin().session().next().argument()).isEqualTo(Sent.REQUESTS);
    }
  }

  private static int refusal(Version version) {
    return switch (version) {
      case V3_1 -> 1;
      case V3_1_1 -> 0x80;
      case V5 -> 0x87;
    };
  }

  @Test
  void foreignFilterThatV31WasGranted_isNeverServed() {
    try (RawDevice device = broker.admitted(Version.V3_1)) {
      assertThat(codes(device, Sent.subscribe(5, 1, "#"))).containsExactly(1);
      broker.gate.nextLogin().link().deliver(Sent.REQUEST, new byte[] {1});
      device.expectNothingBeforePong();
    }
    assertThat(broker.count("slipway.mqtt.deliveries", "result", "not_subscribed")).isOne();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void filterOfAnotherAccount_isTold(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      assertThat(codes(device, Sent.subscribe(5, 1, "$EDC/acme/device-1/#")))
          .containsExactly(refusal(version));
      assertThat(broker.gate.nextLogin().session().next().what()).isEqualTo("wrongAccount");
    }
  }

  @Test
  void sharedSubscription_isNotSupported() {
    try (RawDevice device = broker.admitted(Version.V5)) {
      assertThat(codes(device, Sent.subscribe(5, 1, "$share/group/" + Sent.REQUESTS)))
          .containsExactly(0x9E);
    }
  }

  @Test
  void subscriptionIdentifier_isAgainstWhatV5WasTold() {
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value(), 1));
    try (RawDevice device = broker.admitted(Version.V5)) {
      device.send(
          MqttMessageBuilders.subscribe()
              .messageId(5)
              .addSubscription(MqttQoS.AT_LEAST_ONCE, Sent.REQUESTS)
              .properties(properties)
              .build());
      device.expectEnd(Version.V5, 0xA1);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void subscriptions_haveALimit(Version version) {
    try (TestBroker strict = TestBroker.start(Changed.limit("subscriptions", 2));
        RawDevice device = strict.admitted(version)) {
      String[] filters = {
        "$EDC/eurotech-provision/device-1/a",
        "$EDC/eurotech-provision/device-1/b",
        "$EDC/eurotech-provision/device-1/c",
        "$EDC/eurotech-provision/device-1/a"
      };
      assertThat(codes(device, Sent.subscribe(5, 1, filters)))
          .containsExactly(1, 1, version == Version.V5 ? 0x97 : 0x80, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void unsubscribedFilter_isNotServedAnyMore(Version version) {
    try (RawDevice device = broker.admitted(version)) {
      device.subscribed(1);
      device.send(Sent.unsubscribe(6, Sent.REQUESTS, "$EDC/eurotech-provision/device-1/x"));
      MqttUnsubAckMessage answer = device.receive(MqttUnsubAckMessage.class);
      assertThat(answer.variableHeader().messageId()).isEqualTo(6);
      if (version == Version.V5) {
        assertThat(answer.payload().unsubscribeReasonCodes())
            .containsExactly((short) 0, (short) 17);
      }
      broker.gate.nextLogin().link().deliver(Sent.REQUEST, new byte[] {1});
      device.expectNothingBeforePong();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void subscriptionWithoutAFilter_isAProtocolError(Version version) {
    for (int type : new int[] {0x82, 0xA2}) {
      try (RawDevice device = broker.admitted(version)) {
        byte[] body = version == Version.V5 ? new byte[] {0, 5, 0} : new byte[] {0, 5};
        device.send(type, body.length);
        device.send(body);
        device.expectEnd(version, 0x82);
      }
    }
  }

  private static List<Integer> codes(RawDevice device, MqttMessage subscribe) {
    device.send(subscribe);
    MqttSubAckMessage answer = device.receive(MqttSubAckMessage.class);
    assertThat(answer.variableHeader().messageId()).isEqualTo(5);
    return answer.payload().reasonCodes();
  }
}
