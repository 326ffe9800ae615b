// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The bytes of packages. Those that are whole have a hash, by which they are kept once. */
final class PackageContents {
  private PackageContents() {}

  static void begin(Sql sql, Id id, Instant now) throws SQLException {
    sql.update(new Columns().with("id", id).with("created_on", now).insertInto("package_content"));
  }

  static void append(Sql sql, Id id, int number, byte[] bytes) throws SQLException {
    Columns columns =
        new Columns().with("content_id", id).with("number", number).with("bytes", bytes);
    sql.update(columns.insertInto("package_chunk"));
  }

  static void abandon(Sql sql, Id id) throws SQLException {
    sql.update(Statement.of("DELETE FROM package_content WHERE id = ? AND sha256 IS NULL", id));
  }

  /** That of the same bytes which is there already, or else this one. */
  static Id complete(Sql sql, Id id, String sha256) throws SQLException {
    Optional<Id> known = ofHash(sql, sha256);
    if (known.isPresent()) {
      abandon(sql, id);
      return known.get();
    }
    Where coming = Where.of("id = ?", id).and("sha256 IS NULL");
    int written =
        sql.update(new Columns().with("sha256", sha256).update("package_content", coming));
    Failures.staleUnless(written == 1, "the content");
    return id;
  }

  static void forgetUnused(Sql sql, Id id) throws SQLException {
    sql.update(Statement.of("DELETE FROM package_content", unused(Where.of("id = ?", id))));
  }

  static void collect(Sql sql, Instant before) throws SQLException {
    Where old = Where.of("created_on < ?", before);
    sql.update(Statement.of("DELETE FROM package_content", unused(old)));
  }

  private static Where unused(Where those) {
    return those.and(
        "NOT EXISTS (SELECT 1 FROM deployment_package p WHERE p.content_id = package_content.id)");
  }

  static Optional<byte[]> received(Sql sql, Id id, int number) throws SQLException {
    Where that = Where.of("content_id = ?", id).and("number = ?", number);
    return sql.first(
        Statement.of("SELECT bytes FROM package_chunk", that), row -> row.bytes("bytes"));
  }

  static Optional<byte[]> chunk(Sql sql, String sha256, int number) throws SQLException {
    return sql.first(chunk(sha256, number), row -> row.bytes("bytes"));
  }

  static Statement chunk(String sha256, int number) {
    return Statement.of(
        "SELECT k.bytes FROM package_content c JOIN package_chunk k ON k.content_id = c.id"
            + " WHERE c.sha256 = ? AND k.number = ?",
        sha256,
        number);
  }

  private static Optional<Id> ofHash(Sql sql, String sha256) throws SQLException {
    return sql.first(
        Statement.of("SELECT id FROM package_content WHERE sha256 = ?", sha256),
        row -> row.id("id"));
  }
}
