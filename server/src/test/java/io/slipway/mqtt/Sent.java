// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;

/** Packets that a device sends. */
final class Sent {
  static final String BIRTH = "$EDC/eurotech-provision/device-1/MQTT/BIRTH";
  static final String REPLY = "$EDC/eurotech-provision/slipway-1/CONF-V1/REPLY/0123";

  static final String REQUESTS = "$EDC/eurotech-provision/device-1/#";
  static final String REQUEST = "$EDC/eurotech-provision/device-1/CONF-V1/PUT/configurations";

  private Sent() {}

  static MqttMessage publish(String topic, String payload, int qos, int packetId) {
    return publish(topic, payload, qos, packetId, false, MqttProperties.NO_PROPERTIES);
  }

  static MqttMessage publish(
      String topic,
      String payload,
      int qos,
      int packetId,
      boolean retain,
      MqttProperties properties) {
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), retain, 0),
        new MqttPublishVariableHeader(topic, packetId, properties),
        Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
  }

  static MqttMessage subscribe(int packetId, int qos, String... filters) {
    var builder = MqttMessageBuilders.subscribe().messageId(packetId);
    for (String filter : filters) {
      builder.addSubscription(MqttQoS.valueOf(qos), filter);
    }
    return builder.build();
  }

  static MqttMessage unsubscribe(int packetId, String... filters) {
    var builder = MqttMessageBuilders.unsubscribe().messageId(packetId);
    for (String filter : filters) {
      builder.addTopicFilter(filter);
    }
    return builder.build();
  }

  static MqttMessage reply(MqttMessageType type, int packetId) {
    MqttQoS qos = type == MqttMessageType.PUBREL ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
    return new MqttMessage(
        new MqttFixedHeader(type, false, qos, false, 0),
        MqttMessageIdVariableHeader.from(packetId));
  }
}
