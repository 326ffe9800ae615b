// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/** Chunks one after the other, each fetched when it is needed. */
final class ChunkStream extends InputStream {
  private final IntFunction<Optional<byte[]>> chunks;
  private byte[] current = new byte[0];
  private int at;
  private int next;

  ChunkStream(IntFunction<Optional<byte[]>> chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() {
    return atEnd() ? -1 : current[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (atEnd()) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, into, from, count);
    at += count;
    return count;
  }

  private boolean atEnd() {
    if (at == current.length) {
      current = chunks.apply(next).orElse(new byte[0]);
      next++;
      at = 0;
    }
    return current.length == 0;
  }
}
