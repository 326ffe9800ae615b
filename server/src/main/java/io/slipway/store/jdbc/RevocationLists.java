// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is published of the certificates that were revoked. */
final class RevocationLists {
  private static final int FIRST = 1;

  private RevocationLists() {}

  static Optional<RevocationList> newest(Sql sql, String authority) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM revocation_list WHERE authority = ?", authority),
        row ->
            new RevocationList(
                row.text("authority"),
                row.id("scope_id"),
                row.longNumber("number"),
                row.time("made_on"),
                row.time("next_on"),
                row.longNumber("revoked"),
                row.text("content")));
  }

  static void keep(Sql sql, RevocationList fresh) throws SQLException {
    Columns columns =
        new Columns()
            .with("scope_id", fresh.scopeId())
            .with("number", fresh.number())
            .with("made_on", fresh.madeOn())
            .with("next_on", fresh.nextOn())
            .with("revoked", fresh.revoked())
            .with("content", fresh.content());
    if (fresh.number() == FIRST) {
      Statement insert = columns.with("authority", fresh.authority()).insertInto("revocation_list");
      sql.update(insert.then(" ON CONFLICT (authority) DO NOTHING"));
    } else {
      Where before =
          Where.of("authority = ?", fresh.authority()).and("number = ?", fresh.number() - 1);
      sql.update(columns.update("revocation_list", before));
    }
  }

  static long count(Sql sql, Id scopeId) throws SQLException {
    return sql.count(count(scopeId));
  }

  static Statement count(Id scopeId) {
    return Statement.of(
        "SELECT COUNT(*) FROM device_certificate",
        Where.of("scope_id = ?", scopeId).and("revoked_on IS NOT NULL"));
  }

  /** Those that have not ended before a time. */
  static List<RevokedCertificate> revoked(Sql sql, Id scopeId, Instant since) throws SQLException {
    return sql.list(
        revoked(scopeId, since),
        row ->
            new RevokedCertificate(
                row.text("serial"), row.time("revoked_on"), row.optionalText("cause").orElse("")));
  }

  static Statement revoked(Id scopeId, Instant since) {
    return Statement.of(
            "SELECT serial, revoked_on, cause FROM device_certificate",
            Where.of("scope_id = ?", scopeId)
                .and("not_after >= ?", since)
                .and("revoked_on IS NOT NULL"))
        .then(" ORDER BY not_after, id");
  }

  static Optional<DeviceCertificate> numbered(Sql sql, Id scopeId, String serial)
      throws SQLException {
    return sql.first(numbered(scopeId, serial), Certificates::read);
  }

  static Statement numbered(Id scopeId, String serial) {
    return Statement.of(
        "SELECT * FROM device_certificate",
        Where.of("scope_id = ?", scopeId).and("serial = ?", serial));
  }
}
