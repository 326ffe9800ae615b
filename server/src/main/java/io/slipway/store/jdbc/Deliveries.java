// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.store.Outbox.Delivery;
import io.slipway.store.Outbox.Retry;
import io.slipway.store.Outbox.Settled;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What webhooks have not taken yet. */
final class Deliveries {
  private Deliveries() {}

  static Statement insert(Id hookId, RequestEvent event, Instant dueOn) {
    return new Columns()
        .with("webhook_id", hookId)
        .with("event_number", event.number())
        .with("request_id", event.requestId())
        .with("tries", 0)
        .with("due_on", dueOn)
        .insertInto("webhook_delivery");
  }

  static List<Delivery> due(Sql sql, Id hookId, Instant now, int most) throws SQLException {
    return sql.list(
        due(hookId, now, most),
        row ->
            new Delivery(
                RequestEvents.read(row), row.number("tries"), row.optionalTime("failing_since")));
  }

  /** An event waits for those before it of the same request, so that their order is kept. */
  static Statement due(Id hookId, Instant now, int most) {
    return Statement.of(
        "SELECT e.*, d.tries, d.failing_since FROM webhook_delivery d"
            + " JOIN request_event e ON e.number = d.event_number"
            + " WHERE d.webhook_id = ? AND d.due_on <= ? AND NOT EXISTS"
            + " (SELECT 1 FROM webhook_delivery b WHERE b.webhook_id = d.webhook_id"
            + " AND b.request_id = d.request_id AND b.event_number < d.event_number)"
            + " ORDER BY d.due_on, d.event_number LIMIT ?",
        hookId,
        now,
        most);
  }

  static void settle(Sql sql, Id hookId, Settled settled) throws SQLException {
    Where one = Where.of("webhook_id = ?", hookId).and("event_number = ?", settled.event());
    if (settled.retry().isEmpty()) {
      sql.put(Gathered.Part.TOLD, Statement.of("DELETE FROM webhook_delivery", one));
      return;
    }
    Retry retry = settled.retry().get();
    Columns columns =
        new Columns()
            .with("tries", retry.tries())
            .with("due_on", retry.dueOn())
            .with("failing_since", retry.failingSince());
    sql.put(Gathered.Part.TOLD, columns.update("webhook_delivery", one));
  }

  static void hurry(Sql sql, Id hookId, Instant now) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE webhook_delivery SET due_on = ? WHERE webhook_id = ? AND due_on > ?",
            now,
            hookId,
            now));
  }

  /** Everything has its whole time before it again. */
  static void begin(Sql sql, Id hookId, Instant now) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE webhook_delivery SET due_on = ?, tries = 0, failing_since = NULL"
                + " WHERE webhook_id = ? AND tries > 0",
            now,
            hookId));
  }

  static long count(Sql sql, Id hookId) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = ?", hookId));
  }

  static long count(Sql sql) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM webhook_delivery"));
  }
}
