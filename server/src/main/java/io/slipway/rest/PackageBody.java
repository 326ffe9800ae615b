// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A package that comes as the body of a request; whatever is wrong with it is answered. */
final class PackageBody extends FilterInputStream {
  private final long limit;
  private long seen;

  private PackageBody(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  static PackageBody of(Context http, long limit) {
    if (http.req().getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try {
      return new PackageBody(http.req().getInputStream(), limit);
    } catch (IOException broken) {
      throw cutOff();
    }
  }

  @Override
  public int read() {
    try {
      return counted(super.read(), 1);
    } catch (IOException broken) {
      throw cutOff();
    }
  }

  @Override
  public int read(byte[] into, int from, int length) {
    try {
      int read = super.read(into, from, length);
      return counted(read, read);
    } catch (IOException broken) {
      throw cutOff();
    }
  }

  private int counted(int read, int bytes) {
    seen += read < 0 ? 0 : bytes;
    if (seen > limit) {
      throw tooLarge(limit);
    }
    return read;
  }

  private static Problem.Thrown cutOff() {
    return Problem.of(400, "ILLEGAL_ARGUMENT", "the package was cut off or came too slowly")
        .thrown();
  }

  private static Problem.Thrown tooLarge(long limit) {
    return Problem.of(413, "PAYLOAD_TOO_LARGE", "the package is larger than " + limit + " bytes")
        .thrown();
  }
}
