// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.registry.RefusedException;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A file that comes as the body of a request, however long. */
final class ImportBody {
  static final long MAX_BYTES = 512L * 1024 * 1024;
  private static final int BUFFER = 128 * 1024;
  private static final int BYTE_ORDER_MARK = '\ufeff';

  private ImportBody() {}

  enum Format {
    CSV,
    JSON_LINES,
    BULK
  }

  /** Thrown out of a reader where there is more than a file may have. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  static Format format(Context http) {
    String given = Optional.ofNullable(http.contentType()).orElse("");
    String type = given.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "text/csv", "text/tab-separated-values" -> Format.CSV;
      case "application/jsonl", "application/x-ndjson", "application/x-jsonlines" ->
          Format.JSON_LINES;
      case "application/json" -> Format.BULK;
      default ->
          throw Problem.of(
                  415,
                  "UNSUPPORTED_MEDIA_TYPE",
                  "the body must be text/csv, application/jsonl or application/json")
              .thrown();
    };
  }

  /** The text of the body, which is to be UTF-8, without a byte order mark. */
  static BufferedReader reader(Context http, long limit) {
    if (http.req().getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try {
      InputStream body = new Limited(http.req().getInputStream(), limit);
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  body,
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPORT)
                      .onUnmappableCharacter(CodingErrorAction.REPORT)),
              BUFFER);
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException broken) {
      throw refusal(broken);
    }
  }

  /** The next line without its end, empty where there is none. */
  static Optional<String> line(BufferedReader file, int longest, long number) {
    StringBuilder line = new StringBuilder();
    try {
      int c = file.read();
      if (c < 0) {
        return Optional.empty();
      }
      while (c >= 0 && c != '\n') {
        line.append((char) c);
        if (line.length() > longest) {
          throw FileColumns.refused(number, "is longer than " + longest + " characters");
        }
        c = file.read();
      }
      return Optional.of(line.toString());
    } catch (IOException broken) {
      throw cutOff(broken);
    }
  }

  static RefusedException cutOff(IOException broken) {
    if (broken instanceof TooLargeException) {
      throw tooLarge(MAX_BYTES);
    }
    return refusal(broken);
  }

  private static RefusedException refusal(IOException broken) {
    return FileColumns.refused(
        broken instanceof CharacterCodingException
            ? "the file is not in UTF-8"
            : "the file was cut off or came too slowly");
  }

  private static Problem.Thrown tooLarge(long limit) {
    return Problem.of(413, "PAYLOAD_TOO_LARGE", "the file is larger than " + limit + " bytes")
        .thrown();
  }

  /** Whoever does not say how much he sends is not taken more from either. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long limit) {
      super(in);
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new TooLargeException();
      }
    }
  }
}
