// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Puts many rows into one table, the fastest way that a database has. */
sealed interface Inserter extends AutoCloseable {

  static Inserter into(Database database, Connection connection, Manifest.Content content)
      throws SQLException {
    return switch (database) {
      case PostgresDatabase postgres -> Copy.into(connection, content);
      case SqliteDatabase sqlite -> Batch.into(connection, content);
    };
  }

  void add(Object[] row) throws SQLException;

  /** Writes what is left, and returns how many rows there are. */
  void finish() throws SQLException;

  @Override
  void close() throws SQLException;

  /** PostgreSQL's COPY, in its text form. */
  final class Copy implements Inserter {
    private static final int CHUNK = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder chunk = new StringBuilder(2 * CHUNK);

    private Copy(CopyIn copy) {
      this.copy = copy;
    }

    static Copy into(Connection connection, Manifest.Content content) throws SQLException {
      String columns = String.join(", ", content.columns());
      String statement = "COPY %s (%s) FROM STDIN".formatted(content.table().name(), columns);
      return new Copy(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement));
    }

    @Override
    public void add(Object[] row) throws SQLException {
      for (int i = 0; i < row.length; i++) {
        chunk.append(i == 0 ? "" : "\t");
        if (row[i] == null) {
          chunk.append("\\N");
        } else if (row[i] instanceof byte[] bytes) {
          chunk.append("\\\\x").append(HexFormat.of().formatHex(bytes));
        } else {
          escape(row[i].toString());
        }
      }
      chunk.append('\n');
      if (chunk.length() >= CHUNK) {
        send();
      }
    }

    private void escape(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '\\' -> chunk.append("\\\\");
          case '\n' -> chunk.append("\\n");
          case '\r' -> chunk.append("\\r");
          case '\t' -> chunk.append("\\t");
          default -> chunk.append(c);
        }
      }
    }

    private void send() throws SQLException {
      byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(bytes, 0, bytes.length);
      chunk.setLength(0);
    }

    @Override
    public void finish() throws SQLException {
      send();
      copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** One prepared statement, run for many rows at once. */
  final class Batch implements Inserter {
    private static final int ROWS = 1_000;
    private static final int BYTES = 4 * 1024 * 1024;

    private final PreparedStatement insert;
    private int waiting;
    private int waitingBytes;

    private Batch(PreparedStatement insert) {
      this.insert = insert;
    }

    static Batch into(Connection connection, Manifest.Content content) throws SQLException {
      List<String> columns = content.columns();
      return new Batch(
          connection.prepareStatement(
              "INSERT INTO %s (%s) VALUES (%s)"
                  .formatted(
                      content.table().name(),
                      String.join(", ", columns),
                      String.join(", ", Collections.nCopies(columns.size(), "?")))));
    }

    @Override
    public void add(Object[] row) throws SQLException {
      for (int i = 0; i < row.length; i++) {
        insert.setObject(i + 1, row[i]);
        waitingBytes += row[i] instanceof byte[] bytes ? bytes.length : 0;
      }
      insert.addBatch();
      if (++waiting == ROWS || waitingBytes >= BYTES) {
        finish();
      }
    }

    @Override
    public void finish() throws SQLException {
      insert.executeBatch();
      waiting = 0;
      waitingBytes = 0;
    }

    @Override
    public void close() throws SQLException {
      insert.close();
    }
  }
}
