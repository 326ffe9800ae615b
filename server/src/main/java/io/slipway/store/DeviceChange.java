// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Device;
import io.slipway.domain.Id;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of a device. The device is found by account and client id and made where it is
 * missing.
 *
 * @param deviceId of the device where it has to be made
 * @param attributes to put over those it has
 * @param connection its new state; one that ends a session other than the current is ignored
 * @param events to append, oldest first
 */
public record DeviceChange(
    Id scopeId,
    String clientId,
    Id deviceId,
    Instant at,
    Map<String, String> attributes,
    Optional<Device.Connection> connection,
    List<Event> events) {

  /** An event to append. */
  public record Event(Id id, Instant sentOn, String resource, String message) {}

  public DeviceChange {
    attributes = Map.copyOf(attributes);
    events = List.copyOf(events);
  }
}
