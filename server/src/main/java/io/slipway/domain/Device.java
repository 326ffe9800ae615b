// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A device in its account's registry.
 *
 * @param attributes what it said of itself, by the names of the birth message's metrics
 */
public record Device(
    Id id,
    Id scopeId,
    String clientId,
    boolean enabled,
    Map<String, String> attributes,
    Optional<Connection> connection,
    Optional<DeviceEvent> lastEvent,
    Audit audit) {

  /** Whether a device is at its account's broker. */
  public enum ConnectionStatus {
    CONNECTED,
    DISCONNECTED,
    MISSING
  }

  /**
   * The device's connection to its account's broker, the present one or the last.
   *
   * @param session the broker's own name of the connection; a report about an older one is outdated
   * @param protocol such as {@code MQTT} or {@code MQTTS}
   * @param node whose broker it is; empty where there is only one
   */
  public record Connection(
      ConnectionStatus status,
      String session,
      String username,
      String protocol,
      String clientIp,
      Instant since,
      Optional<Id> node) {}

  public Device {
    attributes = Map.copyOf(attributes);
  }
}
