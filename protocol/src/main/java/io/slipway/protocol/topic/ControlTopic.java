// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import java.util.Optional;

/**
 * The topic of a request to a device.
 *
 * @param rest application, verb and resource
 */
public record ControlTopic(String prefix, String account, String clientId, String rest) {

  /** The parts of a topic, or empty where it has another prefix or too few levels. */
  public static Optional<ControlTopic> parse(String topic, String prefix) {
    if (!topic.startsWith(prefix + "/")) {
      return Optional.empty();
    }
    String[] parts = topic.substring(prefix.length() + 1).split("/", 3);
    return parts.length < 3
        ? Optional.empty()
        : Optional.of(new ControlTopic(prefix, parts[0], parts[1], parts[2]));
  }

  public String topic() {
    return prefix + "/" + account + "/" + clientId + "/" + rest;
  }

  /** The part after the account, as a signature covers it. */
  public String clientIdAndRest() {
    return clientId + "/" + rest;
  }

  @Override
  public String toString() {
    return topic();
  }
}
