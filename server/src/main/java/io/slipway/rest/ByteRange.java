// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a content are wanted (RFC 9110, section 14). Whoever asks for several ranges at
 * once gets all, which is allowed.
 *
 * @param last included
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  static ByteRange all(long size) {
    return new ByteRange(0, size - 1);
  }

  /** Empty where there is no such range in a content of that size, which is at least 1. */
  static Optional<ByteRange> of(Optional<String> header, long size) {
    Matcher parts = ONE.matcher(header.orElse(""));
    if (!parts.matches() || parts.group(1).isEmpty() && parts.group(2).isEmpty()) {
      return Optional.of(all(size));
    }
    ByteRange range =
        parts.group(1).isEmpty()
            ? fromEnd(Long.parseLong(parts.group(2)), size)
            : fromStart(Long.parseLong(parts.group(1)), parts.group(2), size);
    return range.first < size && range.first <= range.last ? Optional.of(range) : Optional.empty();
  }

  private static ByteRange fromEnd(long length, long size) {
    return length == 0
        ? new ByteRange(size, size)
        : new ByteRange(Math.max(0, size - length), size - 1);
  }

  private static ByteRange fromStart(long first, String last, long size) {
    long end = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
    return new ByteRange(first, end);
  }

  long length() {
    return last - first + 1;
  }

  /** As the header of the answer writes it. */
  String of(long size) {
    return "bytes %d-%d/%d".formatted(first, last, size);
  }
}
