// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.sql.SQLException;

/** A write that needs about as much room as a request does, so that a full disk does not hide. */
final class HealthProbe {
  private static final int ROOM = 48 * 1024;

  private HealthProbe() {}

  static long count(Sql sql) throws SQLException {
    return sql.count(Statement.of("SELECT checks FROM store_check WHERE id = 1"));
  }

  /** Other letters each time, since SQLite does not write again what is there already. */
  static void write(Sql sql) throws SQLException {
    long checks = count(sql) + 1;
    String filler = (checks % 2 == 0 ? "a" : "b").repeat(ROOM);
    sql.update(
        Statement.of(
            "INSERT INTO store_check (id, checks, filler) VALUES (1, ?, ?) ON CONFLICT (id)"
                + " DO UPDATE SET checks = excluded.checks, filler = excluded.filler",
            checks,
            filler));
  }
}
