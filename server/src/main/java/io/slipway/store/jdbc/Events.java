// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.store.DeviceChange;
import io.slipway.store.EventFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened to devices. */
final class Events {
  private static final Sorting SORTING =
      new Sorting(
          List.of("received_on", "id"),
          Map.of(
              "receivedOn", List.of("received_on", "id"),
              "createdOn", List.of("received_on", "id"),
              "sentOn", List.of("sent_on", "id"),
              "resource", List.of("resource", "received_on", "id")));

  private Events() {}

  static void append(Sql sql, DeviceChange change, Id deviceId) throws SQLException {
    for (DeviceChange.Event told : change.events()) {
      DeviceEvent event = Sightings.event(change, deviceId, told);
      Statement insert =
          new Columns()
              .with("id", event.id())
              .with("scope_id", event.scopeId())
              .with("device_id", event.deviceId())
              .with("sent_on", event.sentOn())
              .with("received_on", event.receivedOn())
              .with("resource", event.resource())
              .with("message", event.message())
              .insertInto("device_event");
      sql.put(Gathered.Part.EVENT, insert.then(" ON CONFLICT (id) DO NOTHING"));
    }
  }

  static void delete(Sql sql, DeviceEvent event) throws SQLException {
    int deleted = sql.update(Statement.of("DELETE FROM device_event WHERE id = ?", event.id()));
    Failures.staleUnless(deleted == 1, "the event");
  }

  static Optional<DeviceEvent> byId(Sql sql, Id deviceId, Id id) throws SQLException {
    Where one = Where.of("id = ?", id).and("device_id = ?", deviceId);
    return sql.first(Statement.of("SELECT * FROM device_event", one), Events::read);
  }

  static Page<DeviceEvent> page(Sql sql, Id deviceId, EventFilter filter, PageRequest page)
      throws SQLException {
    return sql.page(list(deviceId, filter, page), page, Events::read);
  }

  static Statement list(Id deviceId, EventFilter filter, PageRequest page) {
    String order = SORTING.clause(page);
    return Statement.of("SELECT * FROM device_event", where(deviceId, filter))
        .then(order)
        .limitedTo(page);
  }

  static long count(Sql sql, Id deviceId, EventFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM device_event", where(deviceId, filter)));
  }

  private static Where where(Id deviceId, EventFilter filter) {
    return Where.of("device_id = ?", deviceId)
        .and("resource = ?", filter.resource())
        .and("received_on >= ?", filter.from())
        .and("received_on <= ?", filter.until());
  }

  private static DeviceEvent read(Row row) throws SQLException {
    return new DeviceEvent(
        row.id("id"),
        row.id("scope_id"),
        row.id("device_id"),
        row.time("sent_on"),
        row.time("received_on"),
        row.text("resource"),
        row.text("message"));
  }
}
