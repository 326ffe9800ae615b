// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Device;
import io.slipway.domain.Device.Connection;
import io.slipway.domain.Device.ConnectionStatus;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.store.DeviceChange;
import io.slipway.store.DeviceFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.StaleException;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.jdbc.Gathered.Part;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of devices. */
final class Devices {
  private static final int TRIES = 5;

  private static final String SELECT =
      "SELECT d.*, e.sent_on, e.received_on, e.resource, e.message FROM device d"
          + " LEFT JOIN device_event e ON e.id = d.last_event_id";

  private static final Sorting SORTING =
      new Sorting(
          List.of("d.created_on", "d.id"),
          Map.of(
              "createdOn", List.of("d.created_on", "d.id"),
              "modifiedOn", List.of("d.modified_on", "d.id"),
              "clientId", List.of("d.client_id"),
              "status", List.of("d.enabled", "d.id")));

  private Devices() {}

  /**
   * Decided on what was read before, where nobody has changed it meanwhile. Whether a connection is
   * outdated is decided on what is stored only.
   */
  static void record(Sql sql, DeviceChange change, Optional<Seen> before) throws SQLException {
    boolean first = sql.begins(new Name(change.scopeId(), change.clientId()));
    Optional<Device> known = before.flatMap(Seen::device);
    boolean outdated = known.filter(d -> Sightings.isOutdated(d, change)).isPresent();
    if (!sql.gathers() || !first || before.isEmpty() || outdated) {
      record(sql, change);
      return;
    }
    Statement write =
        known
            .map(d -> update(d, Sightings.applied(d, change)))
            .orElseGet(() -> insert(Sightings.firstSeen(change)));
    sql.putOne(Part.DEVICE, write, "the device");
    Events.append(sql, change, known.map(Device::id).orElse(change.deviceId()));
  }

  /** What a device is called, before and after it is stored. */
  private record Name(Id scopeId, String clientId) {}

  /** The device as it was read, or that there was none. */
  record Seen(Optional<Device> device) {

    /** Spares the committer a round trip. Where it cannot be read, the committer does that. */
    static Optional<Seen> ahead(JdbcStore store, DeviceChange change) {
      try {
        return Optional.of(
            new Seen(store.read(sql -> named(sql, change.scopeId(), change.clientId()))));
      } catch (StoreUnavailableException e) {
        return Optional.empty();
      }
    }
  }

  /** Decided on what is stored and tried again where another was faster. */
  private static void record(Sql sql, DeviceChange change) throws SQLException {
    for (int i = 0; i < TRIES; i++) {
      Optional<Device> known = named(sql, change.scopeId(), change.clientId());
      if (known.isPresent() && Sightings.isOutdated(known.get(), change)) {
        return;
      }
      Statement write =
          known.isPresent()
              ? update(known.get(), Sightings.applied(known.get(), change))
              : insert(Sightings.firstSeen(change));
      if (sql.update(write) == 1) {
        Events.append(sql, change, known.map(Device::id).orElse(change.deviceId()));
        return;
      }
    }
    throw new StaleException("the device " + change.clientId() + " changes too fast");
  }

  static void disconnectLost(Sql sql, Instant at) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE device SET connection_status = ?, connection_since = ?, modified_on = ?,"
                + " modified_by = ?, optlock = optlock + 1 WHERE connection_status = ? AND NOT"
                + " EXISTS (SELECT 1 FROM node n WHERE n.id = device.connection_node)",
            ConnectionStatus.DISCONNECTED,
            at,
            at,
            Id.PLATFORM,
            ConnectionStatus.CONNECTED));
  }

  static void create(Sql sql, Device device) throws SQLException {
    String taken = "the account has a device " + device.clientId() + " already";
    Failures.write(sql, plainInsert(device), taken);
  }

  static void update(Sql sql, Device device) throws SQLException {
    Where unchanged =
        Where.of("id = ?", device.id()).and("optlock = ?", device.audit().optlock() - 1);
    Columns columns =
        seen(new Columns(), device).with("enabled", device.enabled()).edit(device.audit());
    Failures.staleUnless(sql.update(columns.update("device", unchanged)) == 1, "the device");
  }

  /** Its events go with it, by their foreign keys. */
  static void delete(Sql sql, Device device) throws SQLException {
    int deleted = sql.update(Statement.of("DELETE FROM device WHERE id = ?", device.id()));
    Failures.staleUnless(deleted == 1, "the device");
  }

  private static Statement insert(Device device) {
    return plainInsert(device).then(" ON CONFLICT (scope_id, client_id) DO NOTHING");
  }

  private static Statement plainInsert(Device device) {
    Columns columns =
        new Columns()
            .with("id", device.id())
            .with("scope_id", device.scopeId())
            .with("client_id", device.clientId())
            .with("enabled", device.enabled());
    return seen(columns, device).with(device.audit()).insertInto("device");
  }

  private static Statement update(Device known, Device changed) {
    Where unchanged = Where.of("id = ?", known.id()).and("optlock = ?", known.audit().optlock());
    Columns columns = seen(new Columns(), changed).edit(changed.audit());
    return columns.update("device", unchanged);
  }

  private static Columns seen(Columns columns, Device device) {
    Optional<Connection> connection = device.connection();
    return columns
        .with("attributes", Json.write(Json.textMap(device.attributes())))
        .with("connection_status", connection.map(Connection::status))
        .with("connection_session", connection.map(Connection::session))
        .with("connection_username", connection.map(Connection::username))
        .with("connection_protocol", connection.map(Connection::protocol))
        .with("connection_client_ip", connection.map(Connection::clientIp))
        .with("connection_since", connection.map(Connection::since))
        .with("connection_node", connection.flatMap(Connection::node))
        .with("last_event_id", device.lastEvent().map(DeviceEvent::id));
  }

  static Optional<Device> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of(SELECT + " WHERE d.id = ?", id), Devices::read);
  }

  static Optional<Device> named(Sql sql, Id scopeId, String clientId) throws SQLException {
    Where named = Where.of("d.scope_id = ?", scopeId).and("d.client_id = ?", clientId);
    return sql.first(Statement.of(SELECT, named), Devices::read);
  }

  static Page<Device> page(Sql sql, Id scopeId, DeviceFilter filter, PageRequest page)
      throws SQLException {
    return sql.page(list(scopeId, filter, page), page, Devices::read);
  }

  static Statement list(Id scopeId, DeviceFilter filter, PageRequest page) {
    String order = SORTING.clause(page);
    return Statement.of(SELECT, where(scopeId, filter)).then(order).limitedTo(page);
  }

  static long count(Sql sql, Id scopeId, DeviceFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM device d", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, DeviceFilter filter) {
    Where where =
        Where.of("d.scope_id = ?", scopeId)
            .and("d.client_id = ?", filter.clientId())
            .and("d.connection_status = ?", filter.status())
            .and("d.connection_client_ip = ?", filter.connection().clientIp())
            .and("d.connection_protocol = ?", filter.connection().protocol())
            .andPrefix("d.client_id", filter.matchTerm());
    return filter.connection().once() ? where.and("d.connection_status IS NOT NULL") : where;
  }

  private static Device read(Row row) throws SQLException {
    return new Device(
        row.id("id"),
        row.id("scope_id"),
        row.text("client_id"),
        row.flag("enabled"),
        Json.textMap(Json.read(row.text("attributes"))),
        connection(row),
        lastEvent(row),
        row.audit());
  }

  private static Optional<Connection> connection(Row row) throws SQLException {
    Optional<ConnectionStatus> status =
        row.optionalWord(ConnectionStatus.class, "connection_status");
    return status.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Connection(
                status.get(),
                row.text("connection_session"),
                row.text("connection_username"),
                row.text("connection_protocol"),
                row.text("connection_client_ip"),
                row.time("connection_since"),
                row.optionalId("connection_node")));
  }

  private static Optional<DeviceEvent> lastEvent(Row row) throws SQLException {
    Optional<Id> id = row.optionalId("last_event_id");
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DeviceEvent(
                id.get(),
                row.id("scope_id"),
                row.id("id"),
                row.time("sent_on"),
                row.time("received_on"),
                row.text("resource"),
                row.text("message")));
  }
}
