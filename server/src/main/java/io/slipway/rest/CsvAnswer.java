// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table that is answered row by row, however long it is. */
final class CsvAnswer implements AutoCloseable {
  private final Writer out;

  /** Throws {@link UncheckedIOException}, as all of this does, where the client is gone. */
  CsvAnswer(Context http, String fileName) {
    http.status(200)
        .contentType("text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
        .header("Cache-Control", "no-store");
    out = new BufferedWriter(new OutputStreamWriter(http.outputStream(), StandardCharsets.UTF_8));
  }

  void row(List<String> cells) {
    try {
      out.write(CsvText.row(cells));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Returns when all has been handed to the network. */
  @Override
  public void close() {
    try {
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
