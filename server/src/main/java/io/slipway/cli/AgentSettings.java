// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.util.Optional;

/**
 * What a device must be told to find its request.
 *
 * @param brokerUrl of the provision broker, where the platform has told its address
 * @param password empty where the device shows a factory certificate
 * @param activationKey empty where none is wanted
 */
record AgentSettings(
    Optional<String> brokerUrl,
    String clientId,
    String username,
    Optional<String> password,
    String activationKey) {

  /** The agent's configuration file. */
  String text() {
    StringBuilder text = new StringBuilder("enabled=true\n");
    text.append("broker-url=").append(brokerUrl.orElse("mqtts://HOST:8883")).append('\n');
    line(text, "client-id", clientId);
    line(text, "username", username);
    if (password.isPresent()) {
      line(text, "password", password.get());
    } else {
      line(text, "factory-certificate", "factory.crt");
      line(text, "factory-key", "factory.key");
    }
    if (!activationKey.isEmpty()) {
      line(text, "activation-key", activationKey);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append('=').append(escaped(value)).append('\n');
  }

  /** As Java's properties files want it. */
  private static String escaped(String value) {
    String text = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return text.startsWith(" ") ? "\\" + text : text;
  }

  @Override
  public String toString() {
    return "AgentSettings[" + clientId + "]";
  }
}
