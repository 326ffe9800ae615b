// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.regex.Pattern;

/** What a stranger says, fit for one line of a log. */
final class OneLine {
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final int LONGEST = 500;

  private OneLine() {}

  static String of(String said) {
    int[] points =
        BLANK.matcher(said).replaceAll(" ").strip().codePoints().limit(LONGEST).toArray();
    return new String(points, 0, points.length);
  }
}
