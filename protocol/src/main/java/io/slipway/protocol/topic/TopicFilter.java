// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import java.util.List;

/** MQTT topic filters: what is one, and which topics it covers. */
final class TopicFilter {
  private TopicFilter() {}

  /** Whether wild-cards stand only where MQTT allows them. */
  static boolean valid(String filter) {
    if (filter.isEmpty()) {
      return false;
    }
    List<String> levels = List.of(filter.split("/", -1));
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      boolean last = i == levels.size() - 1;
      boolean misplaced =
          level.length() > 1 && (level.contains("#") || level.contains("+"))
              || level.equals("#") && !last;
      if (misplaced) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether every topic that {@code inner} covers is covered by {@code outer}. Wild-cards at the
   * beginning do not reach topics that begin with a dollar sign.
   */
  static boolean covers(String outer, String inner) {
    if (inner.startsWith("$") && (outer.startsWith("+") || outer.startsWith("#"))) {
      return false;
    }
    String[] wide = outer.split("/", -1);
    String[] narrow = inner.split("/", -1);
    for (int i = 0; i < wide.length; i++) {
      if (wide[i].equals("#")) {
        return true;
      }
      if (i >= narrow.length || narrow[i].equals("#")) {
        return false;
      }
      boolean same = wide[i].equals("+") || wide[i].equals(narrow[i]);
      if (!same) {
        return false;
      }
    }
    return wide.length == narrow.length;
  }
}
