// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.util.List;
import java.util.Optional;

/**
 * The beginning of a text as a range, since LIKE ignores case on SQLite and misses the index on
 * PostgreSQL. Both order by code points here.
 */
record Prefix(String beginning) {

  String condition(String column) {
    return end().isPresent()
        ? "(" + column + " >= ? AND " + column + " < ?)"
        : "(" + column + " >= ?)";
  }

  List<Object> values() {
    return end().<List<Object>>map(end -> List.of(beginning, end)).orElse(List.of(beginning));
  }

  /** The least text that is greater than all texts that begin so; none where they are the last. */
  private Optional<String> end() {
    int length = beginning.length();
    while (length > 0) {
      int last = beginning.codePointBefore(length);
      length -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        return Optional.of(beginning.substring(0, length) + Character.toString(after(last)));
      }
    }
    return Optional.empty();
  }

  private static int after(int codePoint) {
    boolean beforeSurrogates = codePoint + 1 == Character.MIN_SURROGATE;
    return beforeSurrogates ? Character.MAX_SURROGATE + 1 : codePoint + 1;
  }
}
