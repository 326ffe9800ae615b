// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.slipway.protocol.message.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The MQTT versions, for parameterized tests. */
enum Version {
  V3_1(MqttVersion.MQTT_3_1),
  V3_1_1(MqttVersion.MQTT_3_1_1),
  V5(MqttVersion.MQTT_5);

  final MqttVersion mqtt;

  Version(MqttVersion mqtt) {
    this.mqtt = mqtt;
  }

  MqttMessageBuilders.ConnectBuilder connect() {
    return MqttMessageBuilders.connect()
        .protocolVersion(mqtt)
        .clientId("device-1")
        .cleanSession(true)
        .keepAlive(60)
        .username("user-1")
        .password(FakeGate.RIGHT.bytes());
  }

  /** CONNECT as bytes, with any client id, since the codec writes only what it likes. */
  byte[] connectBytes(String clientId) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, mqtt.protocolName());
    body.write(mqtt.protocolLevel());
    body.write(0xC2);
    body.write(0);
    body.write(60);
    if (this == V5) {
      body.write(0);
    }
    text(body, clientId);
    text(body, "user-1");
    text(body, "right");
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x10);
    for (int left = body.size(); left > 0 || packet.size() == 1; left >>= 7) {
      packet.write(left > 127 ? left & 127 | 128 : left);
    }
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }

  private static void text(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.write(bytes.length >> 8);
    body.write(bytes.length);
    body.writeBytes(bytes);
  }

  MqttConnectMessage connect(String clientId, String password) {
    return connect().clientId(clientId).password(Secret.of(password).bytes()).build();
  }
}
