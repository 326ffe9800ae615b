// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The orders that a list can be had in.
 *
 * @param newest columns of the order that holds where none is asked for, newest first
 * @param byField columns by the field's name in REST; each list ends with something unique
 */
record Sorting(List<String> newest, Map<String, List<String>> byField) {

  /** {@code ORDER BY …}; throws IllegalArgumentException where there is no such field. */
  String clause(PageRequest page) {
    if (page.sortParam().isEmpty()) {
      return orderBy(newest, false);
    }
    String field = page.sortParam().get();
    List<String> columns = byField.get(field);
    if (columns == null) {
      throw new IllegalArgumentException(
          "sortParam is one of " + String.join(", ", new TreeSet<>(byField.keySet())));
    }
    return orderBy(columns, page.ascending());
  }

  private static String orderBy(List<String> columns, boolean ascending) {
    String direction = ascending ? " ASC" : " DESC";
    return columns.stream()
        .map(column -> column + direction)
        .collect(Collectors.joining(", ", " ORDER BY ", ""));
  }
}
