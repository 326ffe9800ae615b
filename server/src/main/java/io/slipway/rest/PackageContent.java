// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.slipway.store.PackageReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The bytes of an application as an answer, wholly or from where on they are wanted. They never are
 * in memory together.
 */
record PackageContent(PackageReader packages, String sha256, long size) {
  static final String BYTES = "application/octet-stream";

  void answer(Context http, String fileName) {
    String tag = "\"" + sha256 + "\"";
    http.contentType(BYTES)
        .header("Accept-Ranges", "bytes")
        .header("ETag", tag)
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
    boolean same = Optional.ofNullable(http.header("If-Range")).map(tag::equals).orElse(true);
    Optional<String> wanted = Optional.ofNullable(http.header("Range")).filter(r -> same);
    Optional<ByteRange> range = ByteRange.of(wanted, size);
    if (range.isEmpty()) {
      http.header("Content-Range", "bytes */" + size);
      throw Problem.of(416, "RANGE_NOT_SATISFIABLE", "the package has " + size + " bytes").thrown();
    }
    boolean whole = range.get().equals(ByteRange.all(size));
    if (!whole) {
      http.header("Content-Range", range.get().of(size));
    }
    http.status(whole ? 200 : 206).header("Content-Length", Long.toString(range.get().length()));
    if (!http.method().equals(HandlerType.HEAD)) {
      write(http.outputStream(), range.get());
    }
  }

  private void write(OutputStream out, ByteRange range) {
    try {
      for (long at = range.first(); at <= range.last(); ) {
        byte[] chunk = chunk(Math.toIntExact(at / PackageReader.CHUNK_BYTES));
        int from = Math.toIntExact(at % PackageReader.CHUNK_BYTES);
        int length = Math.toIntExact(Math.min(chunk.length - from, range.last() + 1 - at));
        out.write(chunk, from, length);
        at += length;
      }
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Who deletes it while it is read lets the answer break off, not end. */
  private byte[] chunk(int number) throws IOException {
    return packages
        .chunk(sha256, number)
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(() -> new IOException("the package was deleted meanwhile"));
  }
}
