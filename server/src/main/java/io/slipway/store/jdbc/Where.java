// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Conditions that all must hold. */
record Where(String text, List<Object> values) {

  static Where of(String condition, Object... values) {
    return new Where(" WHERE " + condition, Arrays.asList(values));
  }

  Where and(String condition, Object... more) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(Arrays.asList(more));
    return new Where(text + " AND " + condition, all);
  }

  /** Restricts where there is a value; the condition has one {@code ?}. */
  Where and(String condition, Optional<?> value) {
    return value.map(v -> and(condition, v)).orElse(this);
  }

  /** Restricts to texts that begin so, in a form that an index serves. */
  Where andPrefix(String column, Optional<String> beginning) {
    Where result = this;
    for (Prefix prefix : beginning.map(Prefix::new).stream().toList()) {
      result = result.and(prefix.condition(column), prefix.values().toArray());
    }
    return result;
  }
}
