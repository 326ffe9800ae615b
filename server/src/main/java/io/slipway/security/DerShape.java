// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.nio.ByteBuffer;

/** Looks whether bytes are DER of bounded depth, before a parser descends as deep as they say. */
final class DerShape {
  private static final int DEEPEST = 16;
  private static final int CONSTRUCTED = 0x20;
  private static final int LONG_TAG = 0x1f;
  private static final int LONG_LENGTH = 0x80;
  private static final int MOST_LENGTH_BYTES = 3;

  private DerShape() {}

  static boolean isSound(byte[] der) {
    ByteBuffer all = ByteBuffer.wrap(der);
    return isElement(all, 0) && !all.hasRemaining();
  }

  private static boolean isElement(ByteBuffer in, int depth) {
    if (depth > DEEPEST || in.remaining() < 2) {
      return false;
    }
    int tag = in.get();
    int length = length(in);
    if ((tag & LONG_TAG) == LONG_TAG || length < 0 || length > in.remaining()) {
      return false;
    }
    ByteBuffer content = in.slice(in.position(), length);
    in.position(in.position() + length);
    while ((tag & CONSTRUCTED) != 0 && content.hasRemaining()) {
      if (!isElement(content, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Negative where it is indefinite, or more than anything here has. */
  private static int length(ByteBuffer in) {
    int first = in.get() & 0xff;
    if (first < LONG_LENGTH) {
      return first;
    }
    int bytes = first - LONG_LENGTH;
    if (bytes == 0 || bytes > MOST_LENGTH_BYTES || bytes > in.remaining()) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | in.get() & 0xff;
    }
    return length;
  }
}
