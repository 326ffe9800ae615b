// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes DER (X.690), as much of it as a certification request needs. */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;
  private static final int LONG_FORM = 0x80;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, joined(parts));
  }

  /** Whole bytes, so that no bit is unused. */
  static byte[] bitString(byte[] bits) {
    return value(BIT_STRING, joined(new byte[] {0}, bits));
  }

  static byte[] value(int tag, byte[] content) {
    return joined(new byte[] {(byte) tag}, length(content.length), content);
  }

  /** One byte up to 127; else how many bytes follow, and those, as few as possible. */
  static byte[] length(int length) {
    if (length < LONG_FORM) {
      return new byte[] {(byte) length};
    }
    byte[] all = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    int zeros = Integer.numberOfLeadingZeros(length) / Byte.SIZE;
    byte[] needed = Arrays.copyOfRange(all, zeros, all.length);
    return joined(new byte[] {(byte) (LONG_FORM | needed.length)}, needed);
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
