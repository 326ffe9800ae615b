// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.store.StoreUnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes an installation's rows as they are at one moment, in a form that every database can be
 * filled from: compressed lines, each a JSON value. The first says what follows; then come the rows
 * table by table, and after each table how many they were and their SHA-256.
 */
public final class Export {
  private static final int BUFFER = 128 * 1024;

  private final OutputStream out;
  private final Progress progress;

  private Export(OutputStream out, Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /**
   * Writes what the database at the address holds, while others may go on changing it, and returns
   * the number of rows.
   *
   * @param program which version this is
   */
  public static long write(
      String address, OutputStream out, String program, Instant now, Progress progress)
      throws IOException {
    Database database = Database.at(address, StoreSettings.DEFAULT);
    int schema = fittingSchema(database);
    try (Connection connection = database.patient()) {
      connection.setReadOnly(database.shared());
      if (database.shared()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      }
      OutputStream lines = new BufferedOutputStream(new FastGzip(out), BUFFER);
      Manifest manifest = new Manifest(schema, program, now, contents(connection));
      new Export(lines, progress).write(connection, manifest);
      // Finishes the compressed stream; the file below belongs to the caller.
      lines.close();
      connection.rollback();
      return manifest.rows();
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  private static int fittingSchema(Database database) {
    if (!database.exists()) {
      throw new StoreUnavailableException("there is no such database: " + database.name());
    }
    int known = Migrations.newest();
    OptionalInt applied = database.migrations().applied();
    if (applied.isEmpty()) {
      throw new StoreUnavailableException(database.name() + " is empty: no Slipway has used it");
    }
    if (applied.getAsInt() != known) {
      throw new StoreUnavailableException(
          "%s has version %d, this program exports version %d: %s"
              .formatted(
                  database.name(),
                  applied.getAsInt(),
                  known,
                  applied.getAsInt() < known
                      ? "run slipway database migrate first"
                      : "use the Slipway of that version"));
    }
    return known;
  }

  private static List<Manifest.Content> contents(Connection connection) throws SQLException {
    try (Sql sql = new Sql(connection)) {
      List<Manifest.Content> contents = new ArrayList<>();
      for (Table table : Table.MOVED) {
        contents.add(new Manifest.Content(table, table.columns(connection), table.count(sql)));
      }
      return contents;
    }
  }

  private void write(Connection connection, Manifest manifest) throws SQLException, IOException {
    line(manifest.json());
    long before = 0;
    for (Manifest.Content content : manifest.contents()) {
      long done = before;
      RowLines.Sum sum =
          RowLines.write(
              connection,
              content.table(),
              content.columns(),
              out,
              rows -> progress.at("exporting", done + rows, manifest.rows()));
      line(
          Json.object()
              .put("table", content.table().name())
              .put("rows", sum.rows())
              .put("sha256", sum.sha256()));
      before += sum.rows();
    }
    line(Json.object().put("end", true));
  }

  private void line(ObjectNode json) throws IOException {
    out.write((Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Time counts for more than the last tenth of size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
