// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Audit;
import io.slipway.domain.Device;
import io.slipway.domain.Device.Connection;
import io.slipway.domain.Device.ConnectionStatus;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.store.DeviceChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a device becomes by what was seen of it. Pure. */
final class Sightings {
  private Sightings() {}

  /** Whether it tells the end of a connection that another has replaced already. */
  static boolean isOutdated(Device known, DeviceChange change) {
    return change.connection().filter(c -> c.status() != ConnectionStatus.CONNECTED).isPresent()
        && known.connection().isPresent()
        && !known.connection().map(Connection::session).equals(sessionOf(change));
  }

  static Device firstSeen(DeviceChange change) {
    return new Device(
        change.deviceId(),
        change.scopeId(),
        change.clientId(),
        true,
        change.attributes(),
        change.connection(),
        newest(change, change.deviceId()),
        Audit.created(change.at(), Id.PLATFORM));
  }

  static Device applied(Device known, DeviceChange change) {
    Map<String, String> attributes = new HashMap<>(known.attributes());
    attributes.putAll(change.attributes());
    return new Device(
        known.id(),
        known.scopeId(),
        known.clientId(),
        known.enabled(),
        attributes,
        change.connection().or(known::connection),
        newer(known.lastEvent(), newest(change, known.id())),
        known.audit().modified(change.at(), Id.PLATFORM));
  }

  private static Optional<String> sessionOf(DeviceChange change) {
    return change.connection().map(Connection::session);
  }

  private static Optional<DeviceEvent> newer(
      Optional<DeviceEvent> known, Optional<DeviceEvent> seen) {
    Instant before = known.map(DeviceEvent::receivedOn).orElse(Instant.MIN);
    return seen.filter(e -> !e.receivedOn().isBefore(before)).or(() -> known);
  }

  private static Optional<DeviceEvent> newest(DeviceChange change, Id deviceId) {
    List<DeviceChange.Event> events = change.events();
    return events.isEmpty()
        ? Optional.empty()
        : Optional.of(event(change, deviceId, events.get(events.size() - 1)));
  }

  static DeviceEvent event(DeviceChange change, Id deviceId, DeviceChange.Event event) {
    return new DeviceEvent(
        event.id(),
        change.scopeId(),
        deviceId,
        event.sentOn(),
        change.at(),
        event.resource(),
        event.message());
  }
}
