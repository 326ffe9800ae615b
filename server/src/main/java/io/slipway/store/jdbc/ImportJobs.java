// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ImportState;
import io.slipway.store.ImportReader;
import io.slipway.store.Imports.ChunkEnd;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of orders. */
final class ImportJobs {
  private ImportJobs() {}

  static void create(Sql sql, ImportJob job) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", job.id())
            .with("scope_id", job.scopeId())
            .with("overwrite", job.order().overwrite())
            .with("dry_run", job.order().dryRun());
    sql.update(progress(order(columns, job), job).with(job.audit()).insertInto("import_job"));
  }

  static void update(Sql sql, ImportJob job) throws SQLException {
    Where unchanged = Where.of("id = ?", job.id()).and("revision = ?", job.revision() - 1);
    // What is to be done is known when the file is all there, and does not change then.
    Columns columns =
        job.state() == ImportState.WAITING ? order(new Columns(), job) : new Columns();
    int written = sql.update(progress(columns, job).update("import_job", unchanged));
    Failures.staleUnless(written == 1, "the import");
    if (job.state().ended()) {
      sql.update(Statement.of("DELETE FROM import_chunk WHERE import_id = ?", job.id()));
    }
  }

  static void append(Sql sql, Id jobId, int firstNumber, List<String> chunks) throws SQLException {
    for (int i = 0; i < chunks.size(); i++) {
      write(sql, "import_chunk", jobId, firstNumber + i, chunks.get(i));
    }
  }

  static void finishChunk(Sql sql, ImportJob before, ChunkEnd end) throws SQLException {
    update(sql, end.next());
    sql.update(
        Statement.of(
            "DELETE FROM import_chunk WHERE import_id = ? AND number = ?",
            before.id(),
            before.nextChunk()));
    if (end.sealedFailures().isPresent()) {
      String failures = end.sealedFailures().get();
      write(sql, "import_failure", before.id(), before.nextChunk(), failures);
    }
  }

  static void delete(Sql sql, Id jobId) throws SQLException {
    int deleted = sql.update(Statement.of("DELETE FROM import_job WHERE id = ?", jobId));
    Failures.staleUnless(deleted == 1, "the import");
  }

  static void deleteUnreceived(Sql sql, Instant createdBefore) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM import_job WHERE state = 'RECEIVING' AND created_on < ?", createdBefore));
  }

  static Optional<ImportJob> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM import_job WHERE id = ?", id), ImportJobs::read);
  }

  static Page<ImportJob> page(Sql sql, Id scopeId, PageRequest page) throws SQLException {
    Statement all =
        Statement.of(
            "SELECT * FROM import_job WHERE scope_id = ? ORDER BY created_on DESC, id DESC",
            scopeId);
    return sql.page(all.limitedTo(page), page, ImportJobs::read);
  }

  static long count(Sql sql, Id scopeId) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM import_job WHERE scope_id = ?", scopeId));
  }

  static List<ImportJob> open(Sql sql, Optional<Id> self) throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT * FROM import_job j WHERE state IN ('WAITING', 'RUNNING') AND (owner IS NULL"
                + " OR owner = ? OR NOT EXISTS (SELECT 1 FROM node n WHERE n.id = j.owner))"
                + " ORDER BY created_on, id",
            self.map(Id::value).orElse(0L)),
        ImportJobs::read);
  }

  static Optional<String> chunk(Sql sql, Id jobId, int number) throws SQLException {
    return sql.first(
        Statement.of(
            "SELECT content FROM import_chunk WHERE import_id = ? AND number = ?", jobId, number),
        row -> row.text("content"));
  }

  static List<ImportReader.Failures> failures(Sql sql, Id jobId, int afterChunk, int most)
      throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT number, content FROM import_failure WHERE import_id = ? AND number > ?"
                + " ORDER BY number LIMIT ?",
            jobId,
            afterChunk,
            most),
        row -> new ImportReader.Failures(row.number("number"), row.text("content")));
  }

  private static void write(Sql sql, String table, Id jobId, int number, String content)
      throws SQLException {
    Columns columns =
        new Columns().with("import_id", jobId).with("number", number).with("content", content);
    sql.update(columns.insertInto(table));
  }

  private static Columns order(Columns columns, ImportJob job) {
    return columns
        .with("template_id", job.order().templateId())
        .with("plan", TemplateJson.write(job.order().plan()))
        .with("file_columns", Json.write(columnNames(job)));
  }

  private static Columns progress(Columns columns, ImportJob job) {
    return columns
        .with("state", job.state())
        .with("row_count", job.counts().rows())
        .with("next_chunk", job.nextChunk())
        .with("created", job.counts().created())
        .with("unchanged", job.counts().unchanged())
        .with("overwritten", job.counts().overwritten())
        .with("failed", job.counts().failed())
        .with("failure", job.failure())
        .with("secrets_taken", job.secretsTaken())
        .with("owner", job.owner())
        .with("revision", job.revision())
        .with("started_on", job.startedOn())
        .with("ended_on", job.endedOn());
  }

  private static ArrayNode columnNames(ImportJob job) {
    ArrayNode names = Json.array();
    job.order().columns().forEach(names::add);
    return names;
  }

  private static ImportJob read(Row row) throws SQLException {
    List<String> columns = new ArrayList<>();
    Json.read(row.text("file_columns")).forEach(c -> columns.add(c.textValue()));
    return new ImportJob(
        row.id("id"),
        row.id("scope_id"),
        row.word(ImportState.class, "state"),
        new ImportJob.Order(
            row.id("template_id"),
            TemplateJson.read(row.text("plan")),
            row.flag("overwrite"),
            row.flag("dry_run"),
            columns),
        new ImportJob.Counts(
            row.longNumber("row_count"),
            row.longNumber("created"),
            row.longNumber("unchanged"),
            row.longNumber("overwritten"),
            row.longNumber("failed")),
        row.number("next_chunk"),
        row.optionalText("failure"),
        row.flag("secrets_taken"),
        row.optionalId("owner"),
        row.longNumber("revision"),
        row.optionalTime("started_on"),
        row.optionalTime("ended_on"),
        row.audit());
  }
}
