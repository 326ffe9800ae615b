// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.DuplicateException;
import io.slipway.store.Imports.RowEnd;
import io.slipway.store.Imports.RowOrder;
import io.slipway.store.Imports.RowResult;
import io.slipway.store.Imports.Untold;
import io.slipway.store.Orders.NewRequest;
import io.slipway.store.StaleException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What becomes of the rows of a file. */
final class ImportRows {
  private ImportRows() {}

  /** The request that there is for a client id already. */
  private record Existing(Id id, ExecutionStatus status, Optional<String> origin) {}

  /**
   * Makes the request that a row asks for, or finds out what hinders it. A dry run only looks.
   *
   * @param full why no more requests may be made, where that is so
   * @param replaced gets the ids of requests that are no more
   */
  static RowResult order(
      Sql sql, ImportJob job, RowOrder row, Optional<String> full, Set<Id> replaced)
      throws SQLException {
    if (row.refusal().isPresent()) {
      return failed(row.refusal().get());
    }
    NewRequest order = row.request().orElseThrow();
    boolean dryRun = job.order().dryRun();
    try {
      DeploymentPackages.require(sql, order.request());
      if (!dryRun && full.isEmpty() && insert(sql, job, order, row.origin())) {
        return new RowResult(RowEnd.CREATED, "");
      }
      Optional<Existing> existing = existing(sql, order.request());
      if (existing.isEmpty() && full.isPresent()) {
        return failed(full.get());
      }
      if (existing.isEmpty()) {
        Requests.refuseNinth(sql, order.request());
        return new RowResult(RowEnd.CREATED, "");
      }
      return beside(sql, job, row, existing.get(), replaced);
    } catch (DuplicateException | StaleException refused) {
      return failed(refused.getMessage());
    }
  }

  private static RowResult beside(
      Sql sql, ImportJob job, RowOrder row, Existing existing, Set<Id> replaced)
      throws SQLException {
    NewRequest order = row.request().orElseThrow();
    if (existing.origin().filter(row.origin()::equals).isPresent()) {
      return new RowResult(RowEnd.UNCHANGED, "");
    }
    if (!job.order().overwrite()) {
      return failed(ManyRequests.taken(order.request().clientId()));
    }
    if (existing.status() == ExecutionStatus.RUNNING) {
      return failed("its request is running and cannot be overwritten: stop it first");
    }
    if (!job.order().dryRun()) {
      Certificates.orphan(sql, existing.id(), order.record().at());
      sql.update(Statement.of("DELETE FROM provision_request WHERE id = ?", existing.id()));
      replaced.add(existing.id());
      if (row.replacing().isPresent()) {
        AuditRecords.append(sql, about(existing, row.replacing().get()));
      }
      insert(sql, job, order, row.origin());
    }
    return new RowResult(RowEnd.OVERWRITTEN, "");
  }

  private static AuditRecord about(Existing gone, AuditRecord deletion) {
    AuditRecord.Subject subject = deletion.subject();
    return new AuditRecord(
        deletion.id(),
        deletion.scopeId(),
        deletion.at(),
        deletion.actor(),
        deletion.action(),
        new AuditRecord.Subject(subject.type(), gone.id(), subject.name()),
        deletion.detail());
  }

  private static boolean insert(Sql sql, ImportJob job, NewRequest order, String origin)
      throws SQLException {
    if (!Requests.createUnlessTaken(sql, order.request(), Optional.of(origin))) {
      return false;
    }
    ManyRequests.keepBeside(sql, order, Optional.of(job.id()));
    return true;
  }

  private static Optional<Existing> existing(Sql sql, ProvisionRequest request)
      throws SQLException {
    return sql.first(
        Statement.of(
            "SELECT id, status, origin FROM provision_request WHERE scope_id = ?"
                + " AND client_id = ?",
            request.scopeId(),
            request.clientId()),
        r ->
            new Existing(
                r.id("id"), r.word(ExecutionStatus.class, "status"), r.optionalText("origin")));
  }

  static List<Untold> untold(Sql sql, Id jobId, Optional<Id> after, int most) throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT r.*, s.sealed_password FROM request_secret s JOIN provision_request r"
                + " ON r.id = s.request_id WHERE s.import_id = ? AND s.request_id > ?"
                + " ORDER BY s.request_id LIMIT ?",
            jobId,
            after.map(Id::value).orElse(0L),
            most),
        row -> new Untold(Requests.read(row), row.text("sealed_password")));
  }

  static void forgetSecrets(Sql sql, Id jobId, Id upTo) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM request_secret WHERE import_id = ? AND request_id <= ?", jobId, upTo));
  }

  private static RowResult failed(String reason) {
    return new RowResult(RowEnd.FAILED, reason);
  }
}
