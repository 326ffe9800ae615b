// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slipway.store.jdbc.RowLines.Sum;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads what {@link Export} wrote, and refuses what it did not. */
final class ExportReader {
  private static final int BUFFER = 128 * 1024;
  private static final int LINE_MAX = 64 * 1024 * 1024;
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InputStream in;
  private final Manifest manifest;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  /** A row, with a Long, a String, bytes or null for each column. */
  interface RowTaker {
    void take(Object[] row) throws SQLException, IOException;
  }

  ExportReader(InputStream file) throws IOException {
    this.in = unpacked(file);
    this.manifest = Manifest.of(object(line()));
  }

  Manifest manifest() {
    return manifest;
  }

  /** Hands over the rows of the table that comes next, and returns what they sum up to. */
  Sum rows(Manifest.Content content, RowTaker taker) throws SQLException, IOException {
    MessageDigest digest = RowLines.sha256();
    Object[] row = new Object[content.columns().size()];
    long rows = 0;
    Line line = line();
    while (line.isRow()) {
      digest.update(line.bytes, 0, line.length);
      digest.update((byte) '\n');
      parse(line, row);
      taker.take(row);
      rows++;
      line = line();
    }
    Sum sum = new Sum(rows, RowLines.hex(digest));
    JsonNode told = object(line);
    if (!told.path("table").asText().equals(content.table().name())
        || told.path("rows").asLong(-1) != rows
        || rows != content.rows()
        || !told.path("sha256").asText().equals(sum.sha256())) {
      throw new IOException(
          "it is damaged: the rows of table %s do not match their checksum"
              .formatted(content.table().name()));
    }
    return sum;
  }

  /** Makes sure that nothing is missing. */
  void finish() throws IOException {
    if (!object(line()).path("end").asBoolean()) {
      throw new IOException("it is damaged: it goes on after its last table");
    }
    // Also looks at what the compression says of the whole.
    if (at < end || fill()) {
      throw new IOException("it is damaged: it goes on after its end");
    }
  }

  /** The content lives until the next line is read. */
  private record Line(byte[] bytes, int length) {
    boolean isRow() {
      return length > 0 && bytes[0] == '[';
    }
  }

  private Line line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    while (true) {
      if (at == end && !fill()) {
        throw truncated(null);
      }
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.write(buffer, from, at - from);
      if (at < end) {
        at++;
        byte[] bytes = line.toByteArray();
        return new Line(bytes, bytes.length);
      }
      if (line.size() > LINE_MAX) {
        throw new IOException("it is damaged: a line has no end");
      }
    }
  }

  private boolean fill() throws IOException {
    try {
      end = Math.max(0, in.read(buffer));
      at = 0;
      return end > 0;
    } catch (EOFException e) {
      throw truncated(e);
    } catch (ZipException e) {
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static InputStream unpacked(InputStream file) throws IOException {
    try {
      return new GZIPInputStream(file, BUFFER);
    } catch (EOFException e) {
      throw truncated(e);
    } catch (ZipException e) {
      throw new IOException("it is no export of Slipway", e);
    }
  }

  private static IOException truncated(Throwable cause) {
    return new IOException("it is truncated: its end is missing", cause);
  }

  private static JsonNode object(Line line) throws IOException {
    try {
      return MAPPER.readTree(line.bytes, 0, line.length);
    } catch (JsonProcessingException e) {
      // Without the cause, whose message shows what is stored.
      throw new IOException("it is damaged: a line is not JSON");
    }
  }

  private static void parse(Line line, Object[] row) throws IOException {
    try (JsonParser json = JSON.createParser(line.bytes, 0, line.length)) {
      json.nextToken();
      for (int i = 0; i < row.length; i++) {
        row[i] = value(json, json.nextToken());
      }
      if (json.nextToken() != JsonToken.END_ARRAY) {
        throw new IOException("it is damaged: a row has too many columns");
      }
    } catch (JsonProcessingException e) {
      throw new IOException("it is damaged: a row is not JSON");
    }
  }

  private static byte[] bytes(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw new IOException("it is damaged: a row has a wrong column");
    }
    byte[] bytes = json.getBinaryValue();
    if (json.nextToken() != JsonToken.END_ARRAY) {
      throw new IOException("it is damaged: a row has a wrong column");
    }
    return bytes;
  }

  private static Object value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_STRING -> json.getText();
      case START_ARRAY -> bytes(json);
      case null, default -> throw new IOException("it is damaged: a row has a wrong column");
    };
  }
}
