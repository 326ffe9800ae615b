// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.regex.Pattern;

/** What a stranger says, fit for one line of a log. */
final class OneLine {
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final int LONGEST = 500;

  /** With what a program of the device has printed. */
  private static final int LONGEST_ANSWER = 2_000;

  private OneLine() {}

  static String of(String said) {
    return of(said, LONGEST);
  }

  /** The reason that a device gives for what it cannot do. */
  static String ofAnswer(String said) {
    return of(said, LONGEST_ANSWER);
  }

  private static String of(String said, int longest) {
    int[] points =
        BLANK.matcher(said).replaceAll(" ").strip().codePoints().limit(longest).toArray();
    return new String(points, 0, points.length);
  }
}
