// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;

/** The packets that the broker sends, CONNACK aside. */
final class Packets {
  private Packets() {}

  static MqttMessage publish(String topic, byte[] payload, int packetId) {
    MqttQoS qos = packetId > 0 ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE;
    ByteBuf content = Unpooled.wrappedBuffer(payload);
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, qos, false, 0),
        new MqttPublishVariableHeader(topic, packetId),
        content);
  }

  /** PUBACK, PUBREC or PUBCOMP; before MQTT 5 the reason code is not sent. */
  static MqttMessage reply(MqttMessageType type, int packetId, int reasonCode) {
    return new MqttMessage(
        fixed(type),
        new MqttPubReplyMessageVariableHeader(
            packetId, (byte) reasonCode, MqttProperties.NO_PROPERTIES));
  }

  static MqttMessage subAck(int packetId, List<Integer> codes) {
    return new MqttSubAckMessage(
        fixed(MqttMessageType.SUBACK), id(packetId), new MqttSubAckPayload(codes));
  }

  static MqttMessage unsubAck(int packetId, List<Short> codes) {
    return new MqttUnsubAckMessage(
        fixed(MqttMessageType.UNSUBACK), id(packetId), new MqttUnsubAckPayload(codes));
  }

  static MqttMessage pingResp() {
    return MqttMessage.PINGRESP;
  }

  static MqttMessage disconnect(Ending ending) {
    return MqttMessageBuilders.disconnect()
        .reasonCode(ending.reasonCode())
        .properties(MqttProperties.NO_PROPERTIES)
        .build();
  }

  private static MqttFixedHeader fixed(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  private static MqttMessageIdAndPropertiesVariableHeader id(int packetId) {
    return new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES);
  }
}
