// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The rows of a table, each as a JSON array on a line: the same bytes from every database. Bytes
 * are an array of their own with one text, in base64.
 */
final class RowLines {
  private static final int FETCHED_AT_ONCE = 2_000;

  /** Of a table whose rows hold bytes, which are long. */
  private static final int FETCHED_OF_BYTES = 8;

  private static final JsonFactory JSON = new JsonFactory();

  private RowLines() {}

  /** What was written: by this, two databases are told to hold the same. */
  record Sum(long rows, String sha256) {}

  /**
   * Writes all rows in the order of the table's key.
   *
   * @param seen hears after each row how many there have been
   */
  static Sum write(
      Connection connection, Table table, List<String> columns, OutputStream out, LongConsumer seen)
      throws SQLException, IOException {
    DigestOutputStream digested = new DigestOutputStream(out, sha256());
    String query =
        "SELECT %s FROM %s ORDER BY %s"
            .formatted(String.join(", ", columns), table.name(), table.key());
    try (PreparedStatement statement = connection.prepareStatement(query);
        JsonGenerator json = generator(digested)) {
      statement.setFetchSize(columns.contains("bytes") ? FETCHED_OF_BYTES : FETCHED_AT_ONCE);
      long rows = 0;
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          line(json, result, columns.size());
          seen.accept(++rows);
        }
      }
      json.flush();
      return new Sum(rows, hex(digested.getMessageDigest()));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static JsonGenerator generator(OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    return json;
  }

  private static void line(JsonGenerator json, ResultSet row, int columns)
      throws SQLException, IOException {
    json.writeStartArray();
    for (int i = 1; i <= columns; i++) {
      switch (row.getObject(i)) {
        case null -> json.writeNull();
        case Number number -> json.writeNumber(number.longValue());
        case byte[] bytes -> {
          json.writeStartArray();
          json.writeBinary(bytes);
          json.writeEndArray();
        }
        case Object text -> json.writeString(Sql.storable(text.toString()));
      }
    }
    json.writeEndArray();
    json.writeRaw('\n');
  }
}
