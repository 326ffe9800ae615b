// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A file that is answered bit by bit, however long it is. */
final class FileAnswer implements AutoCloseable {
  private final Writer out;

  /** Throws {@link UncheckedIOException}, as all of this does, where the client is gone. */
  FileAnswer(Context http, String type, String fileName) {
    http.status(200)
        .contentType(type)
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
        .header("Cache-Control", "no-store");
    out = new BufferedWriter(new OutputStreamWriter(http.outputStream(), StandardCharsets.UTF_8));
  }

  static FileAnswer csv(Context http, String fileName) {
    return new FileAnswer(http, "text/csv; charset=utf-8", fileName);
  }

  void write(String text) {
    try {
      out.write(text);
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
