// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.Profile;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.jdbc.Gathered.Part;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attempts of requests. */
final class Executions {
  private static final Sorting SORTING =
      new Sorting(
          List.of("generation", "attempt"),
          Map.of(
              "attempt", List.of("generation", "attempt"),
              "startedOn", List.of("started_on", "id"),
              "status", List.of("status", "id")));

  private Executions() {}

  /** Most saves are of an attempt that is there, and its destination never changes. */
  static void save(Sql sql, Execution execution, boolean stored) throws SQLException {
    Statement write = stored ? update(execution) : insertOrUpdate(execution);
    sql.putOne(Part.ATTEMPT, write, "the attempt");
  }

  private static Statement update(Execution execution) {
    Where same = Where.of("id = ?", execution.id()).and("request_id = ?", execution.requestId());
    return changing(new Columns(), execution).update("provision_execution", same);
  }

  private static Statement insertOrUpdate(Execution execution) {
    Columns changing = changing(new Columns(), execution);
    return insert(execution)
        .then(" ON CONFLICT (id) DO UPDATE" + changing.setToInserted())
        .then(" WHERE provision_execution.request_id = excluded.request_id");
  }

  private static Statement insert(Execution execution) {
    Columns columns =
        new Columns()
            .with("id", execution.id())
            .with("request_id", execution.requestId())
            .with("scope_id", execution.scopeId())
            .with("generation", execution.generation())
            .with("attempt", execution.attempt())
            .with("seed", execution.seed())
            .with("destination", ExecutionJson.destination(execution.destination()))
            .with("started_on", execution.startedOn());
    return changing(columns, execution).insertInto("provision_execution");
  }

  private static Columns changing(Columns columns, Execution execution) {
    return columns
        .with("profile", execution.profile())
        .with("announcement", ExecutionJson.announcement(execution.announcement()))
        .with("status", execution.status())
        .with("failure_cause", execution.failureCause())
        .with("conversation", ExecutionJson.conversation(execution.conversation()))
        .with("log", ExecutionJson.log(execution.log()))
        .with("ended_on", execution.endedOn());
  }

  static Optional<Execution> latest(Sql sql, Id requestId) throws SQLException {
    return sql.first(latest(requestId), Executions::read);
  }

  static Statement latest(Id requestId) {
    return of(requestId).then(" ORDER BY generation DESC, attempt DESC LIMIT 1");
  }

  static Optional<Execution> byId(Sql sql, Id requestId, Id id) throws SQLException {
    return sql.first(of(requestId).then(" AND id = ?", id), Executions::read);
  }

  static Page<Execution> page(Sql sql, Id requestId, PageRequest page) throws SQLException {
    return sql.page(
        of(requestId).then(SORTING.clause(page)).limitedTo(page), page, Executions::read);
  }

  static long count(Sql sql, Id requestId) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM provision_execution WHERE request_id = ?", requestId));
  }

  private static Statement of(Id requestId) {
    return Statement.of("SELECT * FROM provision_execution WHERE request_id = ?", requestId);
  }

  private static Execution read(Row row) throws SQLException {
    return new Execution(
        row.id("id"),
        row.id("request_id"),
        row.id("scope_id"),
        row.number("generation"),
        row.number("attempt"),
        row.text("seed"),
        row.word(Profile.class, "profile"),
        ExecutionJson.announcement(Json.read(row.text("announcement"))),
        ExecutionJson.destination(Json.read(row.text("destination"))),
        row.word(ExecutionStatus.class, "status"),
        row.optionalWord(FailureCause.class, "failure_cause"),
        ExecutionJson.conversation(Json.read(row.text("conversation"))),
        ExecutionJson.log(Json.read(row.text("log"))),
        row.time("started_on"),
        row.optionalTime("ended_on"));
  }
}
