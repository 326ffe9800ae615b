// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what somebody meant to write. */
final class Spelling {
  private Spelling() {}

  /** The known word that takes the fewest changes to get from {@code word}. */
  static String nearest(String word, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElseThrow();
  }

  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
