// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Copies of a SQLite database that is in use. */
public final class SqliteCopy {
  private SqliteCopy() {}

  /** The file at an address. */
  public static Path file(String address) {
    return SqliteDatabase.at(address, StoreSettings.DEFAULT).file();
  }

  /**
   * Writes the database as it is at one moment to a new file. Readers and the writer go on
   * meanwhile: for them it is one more reader.
   */
  public static void take(String address, Path into) {
    SqliteDatabase database = SqliteDatabase.at(address, StoreSettings.DEFAULT);
    if (!database.exists()) {
      throw new StoreUnavailableException("there is no such database: " + database.name());
    }
    try (Connection connection = database.writers().getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, into.toString());
      copy.execute();
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be copied", e);
    }
  }

  /** Reads a database that nobody uses from end to end; throws where anything in it is wrong. */
  public static void check(Path file) {
    try (Connection connection = DriverManager.getConnection(SqliteDatabase.SCHEME + file);
        Sql sql = new Sql(connection)) {
      String found =
          sql.first(Statement.of("PRAGMA integrity_check(1)"), row -> row.text("integrity_check"))
              .orElse("nothing");
      if (!found.equals("ok")) {
        throw new StoreUnavailableException("the database " + file + " is damaged: " + found);
      }
    } catch (SQLException e) {
      throw Failures.unavailable(file + " is damaged", e);
    }
  }
}
