// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.store.AuditFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was done, only ever added to. */
final class AuditRecords {
  private static final Sorting SORTING =
      new Sorting(List.of("at", "id"), Map.of("at", List.of("at", "id")));

  private AuditRecords() {}

  static void append(Sql sql, AuditRecord record) throws SQLException {
    sql.put(
        Gathered.Part.RECORD,
        new Columns()
            .with("id", record.id())
            .with("scope_id", record.scopeId())
            .with("at", record.at())
            .with("actor_id", record.actor().id())
            .with("actor_name", record.actor().name())
            .with("source", record.actor().source())
            .with("action", record.action())
            .with("subject_type", record.subject().type())
            .with("subject_id", record.subject().id())
            .with("subject_name", record.subject().name())
            .with("detail", Json.write(Json.textMap(record.detail())))
            .with("untold", RequestEvents.listenedTo(record))
            .insertInto("audit_record"));
  }

  static Page<AuditRecord> page(Sql sql, Id scopeId, AuditFilter filter, PageRequest page)
      throws SQLException {
    return sql.page(list(scopeId, filter, page), page, AuditRecords::read);
  }

  static Statement list(Id scopeId, AuditFilter filter, PageRequest page) {
    return Statement.of("SELECT * FROM audit_record", where(scopeId, filter))
        .then(SORTING.clause(page))
        .limitedTo(page);
  }

  static List<AuditRecord> after(
      Sql sql, Id scopeId, AuditFilter filter, Optional<AuditRecord> last, int most)
      throws SQLException {
    return sql.list(after(scopeId, filter, last, most), AuditRecords::read);
  }

  static Statement after(Id scopeId, AuditFilter filter, Optional<AuditRecord> last, int most) {
    Where all = where(scopeId, filter);
    Where left = last.map(r -> all.and("(at, id) > (?, ?)", r.at(), r.id())).orElse(all);
    return Statement.of("SELECT * FROM audit_record", left).then(" ORDER BY at, id LIMIT ?", most);
  }

  static long count(Sql sql, Id scopeId, AuditFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM audit_record", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, AuditFilter filter) {
    return Where.of("scope_id = ?", scopeId)
        .and("actor_name = ?", filter.actor())
        .and("action = ?", filter.action())
        .and("subject_type = ?", filter.subjectType())
        .and("subject_id = ?", filter.subjectId())
        .and("subject_name = ?", filter.subjectName())
        .and("at >= ?", filter.from())
        .and("at <= ?", filter.until());
  }

  static AuditRecord read(Row row) throws SQLException {
    return new AuditRecord(
        row.id("id"),
        row.id("scope_id"),
        row.time("at"),
        new Actor(row.id("actor_id"), row.text("actor_name"), row.text("source")),
        row.text("action"),
        new Subject(row.text("subject_type"), row.id("subject_id"), row.text("subject_name")),
        Json.textMap(Json.read(row.text("detail"))));
  }
}
