// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.PlatformKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The platform's own keys. */
final class Keys {
  private Keys() {}

  static Optional<PlatformKey> named(Sql sql, String name) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM platform_key WHERE name = ?", name), Keys::key);
  }

  static List<PlatformKey> beginningWith(Sql sql, String beginning) throws SQLException {
    Where where = Where.of("name <> ''").andPrefix("name", Optional.of(beginning));
    return sql.list(
        Statement.of("SELECT * FROM platform_key", where).then(" ORDER BY name"), Keys::key);
  }

  static void remove(Sql sql, PlatformKey kept) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM platform_key WHERE name = ? AND certificate = ?",
            kept.name(),
            kept.certificate()));
  }

  static List<PlatformKey> all(Sql sql) throws SQLException {
    return sql.list(Statement.of("SELECT * FROM platform_key ORDER BY name"), Keys::key);
  }

  private static PlatformKey key(Row row) throws SQLException {
    return new PlatformKey(
        row.text("name"), row.text("sealed_key"), row.text("certificate"), row.time("created_on"));
  }

  static void keep(Sql sql, PlatformKey fresh, Optional<PlatformKey> instead) throws SQLException {
    Columns columns =
        new Columns()
            .with("sealed_key", fresh.sealedKey())
            .with("certificate", fresh.certificate())
            .with("created_on", fresh.createdOn());
    if (instead.isEmpty()) {
      Statement insert = columns.with("name", fresh.name()).insertInto("platform_key");
      sql.update(insert.then(" ON CONFLICT (name) DO NOTHING"));
    } else {
      Where unchanged =
          Where.of("name = ?", fresh.name()).and("certificate = ?", instead.get().certificate());
      sql.update(columns.update("platform_key", unchanged));
    }
  }
}
