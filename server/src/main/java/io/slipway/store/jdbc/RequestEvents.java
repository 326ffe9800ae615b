// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import io.slipway.protocol.message.FailureCause;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened to requests of accounts that somebody listens to. */
final class RequestEvents {
  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private RequestEvents() {}

  /** Whether a record of this account is to be told; asked for within the write of the record. */
  static Statement listenedTo(AuditRecord record) {
    long scope = RequestEvent.kindOf(record).isPresent() ? record.scopeId().value() : 0;
    return Statement.of(
        "CASE WHEN EXISTS (SELECT 1 FROM event_audience WHERE scope_id = ?) THEN 1 ELSE 0 END",
        scope);
  }

  static void listen(Sql sql, Id scopeId, Instant until) throws SQLException {
    Columns columns = new Columns().with("scope_id", scopeId).with("until", until);
    sql.update(
        columns
            .insertInto("event_audience")
            .then(
                " ON CONFLICT (scope_id) DO UPDATE SET until = excluded.until"
                    + " WHERE excluded.until > event_audience.until"));
  }

  static List<AuditRecord> untold(Sql sql, int most) throws SQLException {
    return sql.list(untold(most), AuditRecords::read);
  }

  static Statement untold(int most) {
    return Statement.of("SELECT * FROM audit_record WHERE untold = 1 ORDER BY id LIMIT ?", most);
  }

  /** Of two that tell at the same time one finds the first number taken. */
  static void tell(Sql sql, List<AuditRecord> untold, Instant now) throws SQLException {
    long number = newest(sql);
    Map<Id, List<Webhook>> hooks = new HashMap<>();
    for (AuditRecord record : untold) {
      if (!hooks.containsKey(record.scopeId())) {
        hooks.put(record.scopeId(), Webhooks.enabled(sql, record.scopeId()));
      }
    }
    for (RequestEvent event : RequestEvent.inOrder(untold)) {
      number++;
      sql.put(Gathered.Part.TOLD, insert(event.numbered(number), now));
      for (Webhook hook : hooks.get(event.scopeId())) {
        if (hook.terms().kinds().contains(event.kind())) {
          sql.put(Gathered.Part.TOLD, Deliveries.insert(hook.id(), event.numbered(number), now));
        }
      }
    }
    for (AuditRecord record : untold) {
      sql.putOne(
          Gathered.Part.TOLD,
          Statement.of(
              "UPDATE audit_record SET untold = 0 WHERE id = ? AND untold = 1", record.id()),
          "the record");
    }
  }

  private static Statement insert(RequestEvent event, Instant now) {
    return new Columns()
        .with("number", event.number())
        .with("scope_id", event.scopeId())
        .with("at", event.at())
        .with("kind", event.kind())
        .with("request_id", event.requestId())
        .with("client_id", event.clientId())
        .with("execution_id", event.executionId())
        .with("failure_cause", event.cause())
        .with("told_on", now)
        .insertInto("request_event");
  }

  static long newest(Sql sql) throws SQLException {
    return sql.count(Statement.of("SELECT COALESCE(MAX(number), 0) FROM request_event"));
  }

  static List<RequestEvent> after(Sql sql, Id scopeId, long after, int most) throws SQLException {
    return sql.list(after(scopeId, after, most), RequestEvents::read);
  }

  static Statement after(Id scopeId, long after, int most) {
    return Statement.of(
        "SELECT * FROM request_event WHERE scope_id = ? AND number > ? ORDER BY number LIMIT ?",
        scopeId,
        after,
        most);
  }

  /** The last one stays, so that its number never comes again. */
  static void forget(Sql sql, Instant toldBefore, Instant now) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM request_event WHERE number IN (SELECT e.number FROM request_event e"
                + " WHERE e.told_on < ? AND e.number < (SELECT MAX(number) FROM request_event)"
                + " AND NOT EXISTS (SELECT 1 FROM webhook_delivery d"
                + " WHERE d.event_number = e.number) ORDER BY e.number LIMIT ?)",
            toldBefore,
            FORGOTTEN_AT_ONCE));
    sql.update(
        Statement.of(
            "DELETE FROM event_audience WHERE until < ? AND NOT EXISTS"
                + " (SELECT 1 FROM webhook w WHERE w.scope_id = event_audience.scope_id)",
            now));
  }

  static RequestEvent read(Row row) throws SQLException {
    return new RequestEvent(
        row.longNumber("number"),
        row.id("scope_id"),
        row.time("at"),
        row.word(EventKind.class, "kind"),
        row.id("request_id"),
        row.text("client_id"),
        row.optionalId("execution_id"),
        row.optionalWord(FailureCause.class, "failure_cause"));
  }
}
