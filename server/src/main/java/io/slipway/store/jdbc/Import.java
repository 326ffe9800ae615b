// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.StoreUnavailableException;
import io.slipway.store.jdbc.RowLines.Sum;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills an empty database with what {@link Export} wrote: in one transaction, which ends only when
 * the rows read back from the database are those of the file.
 */
public final class Import {
  private static final Logger LOG = LoggerFactory.getLogger(Import.class);

  private final Database database;
  private final ExportReader file;
  private final Progress progress;

  private Import(Database database, ExportReader file, Progress progress) {
    this.database = database;
    this.file = file;
    this.progress = progress;
  }

  /**
   * Fills the database at the address, and returns the number of rows. Throws {@link IOException}
   * where the file is at fault and {@link StoreUnavailableException} where the database is; then
   * nothing was imported.
   */
  public static long read(InputStream file, String address, Progress progress) throws IOException {
    Database database = Database.at(address, StoreSettings.DEFAULT);
    Import work = new Import(database, new ExportReader(file), progress);
    work.prepare();
    try (Connection connection = database.patient()) {
      return work.fill(connection);
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "%s cannot take the rows (%s); nothing was imported"
              .formatted(database.name(), reason(e)),
          e);
    }
  }

  /** Brings the database to the file's version, where that is this program's. */
  private void prepare() throws IOException {
    int known = Migrations.newest();
    Manifest manifest = file.manifest();
    if (manifest.schema() != known) {
      throw new IOException(
          ("it is of version %d (Slipway %s), this program imports version %d: import with the"
                  + " Slipway that wrote it, then run slipway database migrate with this one")
              .formatted(manifest.schema(), manifest.program(), known));
    }
    database.prepare();
    int applied = database.migrations().applied().orElse(0);
    if (applied != known) {
      throw new StoreUnavailableException(
          "%s has version %d, the file version %d; nothing was imported"
              .formatted(database.name(), applied, known));
    }
  }

  private long fill(Connection connection) throws SQLException, IOException {
    try {
      keepOthersOut(connection);
      requireEmpty(connection);
      List<Sum> sums = insert(connection);
      file.finish();
      verify(connection, sums);
      connection.commit();
    } catch (SQLException | IOException | RuntimeException e) {
      undo(connection, e);
      throw e;
    }
    analyse(connection);
    return file.manifest().rows();
  }

  private static void undo(Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      // The database undoes what a lost connection has begun.
      reason.addSuppressed(gone);
    }
  }

  /** A server that starts now would make an administrator of its own. */
  private void keepOthersOut(Connection connection) throws SQLException {
    String tables = Table.MOVED.stream().map(Table::name).collect(Collectors.joining(", "));
    run(
        connection,
        database.shared()
            ? "LOCK TABLE " + tables + " IN EXCLUSIVE MODE"
            : "PRAGMA defer_foreign_keys = ON");
  }

  private void requireEmpty(Connection connection) throws SQLException {
    try (Sql sql = new Sql(connection)) {
      for (Table table : Table.MOVED) {
        long rows = table.count(sql);
        if (rows > 0) {
          throw new StoreUnavailableException(
              "%s is not empty (table %s has %d rows): import into a new one; nothing was imported"
                  .formatted(database.name(), table.name(), rows));
        }
      }
    }
  }

  private List<Sum> insert(Connection connection) throws SQLException, IOException {
    List<Sum> sums = new ArrayList<>();
    long all = file.manifest().rows();
    Counter counter = new Counter();
    for (Manifest.Content content : file.manifest().contents()) {
      requireColumns(connection, content);
      try (Inserter inserter = Inserter.into(database, connection, content)) {
        sums.add(
            file.rows(
                content,
                row -> {
                  inserter.add(row);
                  progress.at("importing", ++counter.rows, all);
                }));
        inserter.finish();
      }
    }
    return sums;
  }

  /** Names of columns go into statements, so only those that are known. */
  private static void requireColumns(Connection connection, Manifest.Content content)
      throws SQLException, IOException {
    List<String> columns = content.table().columns(connection);
    if (!new HashSet<>(columns).equals(new HashSet<>(content.columns()))
        || columns.size() != content.columns().size()) {
      throw new IOException(
          "it is damaged: the columns of table %s are not those of its version"
              .formatted(content.table().name()));
    }
  }

  private void verify(Connection connection, List<Sum> sums) throws SQLException, IOException {
    long before = 0;
    for (int i = 0; i < sums.size(); i++) {
      Manifest.Content content = file.manifest().contents().get(i);
      long done = before;
      Sum found =
          RowLines.write(
              connection,
              content.table(),
              content.columns(),
              OutputStream.nullOutputStream(),
              rows -> progress.at("verifying", done + rows, file.manifest().rows()));
      if (!found.equals(sums.get(i))) {
        throw new StoreUnavailableException(
            "table %s of %s does not hold what was written to it; nothing was imported"
                .formatted(content.table().name(), database.name()));
      }
      before += found.rows();
    }
  }

  /** PostgreSQL would plan for empty tables until it looks by itself, as it will soon. */
  private void analyse(Connection connection) {
    if (!database.shared()) {
      return;
    }
    try {
      run(connection, "ANALYZE");
      connection.commit();
    } catch (SQLException e) {
      LOG.warn("all is imported, but {} could not look at it: {}", database.name(), reason(e));
    }
  }

  private static void run(Connection connection, String statement) throws SQLException {
    try (java.sql.Statement raw = connection.createStatement()) {
      raw.execute(statement);
    }
  }

  private static String reason(SQLException e) {
    return e.getMessage().lines().findFirst().orElse("unknown error");
  }

  private static final class Counter {
    private long rows;
  }
}
