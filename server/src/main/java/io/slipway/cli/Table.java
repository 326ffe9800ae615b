// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows for people, in columns as wide as their longest text. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> waiting = new ArrayList<>();
  private final int[] widths;
  private boolean empty = true;

  Table(String... titles) {
    widths = new int[titles.length];
    waiting.add(List.of(titles));
  }

  Table row(String... cells) {
    waiting.add(List.of(cells));
    empty = false;
    return this;
  }

  boolean isEmpty() {
    return empty;
  }

  /** Prints what was not printed before; where that was narrower, the columns widen. */
  void print(PrintWriter out) {
    for (List<String> row : waiting) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    waiting.forEach(row -> out.println(line(row)));
    waiting.clear();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
