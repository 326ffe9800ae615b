// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import java.util.Optional;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** The versions of MQTT that the agent speaks. */
public enum MqttVersion {
  V3_1(MqttConnectOptions.MQTT_VERSION_3_1),
  V3_1_1(MqttConnectOptions.MQTT_VERSION_3_1_1);

  private final int level;

  MqttVersion(int level) {
    this.level = level;
  }

  public static Optional<MqttVersion> named(String text) {
    return switch (text) {
      case "3.1" -> Optional.of(V3_1);
      case "3.1.1" -> Optional.of(V3_1_1);
      default -> Optional.empty();
    };
  }

  int level() {
    return level;
  }
}
