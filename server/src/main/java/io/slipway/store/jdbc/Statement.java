// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.PageRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** SQL with a {@code ?} for each value. Values may be null. */
record Statement(String text, List<Object> values) {

  static Statement of(String text, Object... values) {
    return new Statement(text, Arrays.asList(values));
  }

  static Statement of(String text, Where where) {
    return new Statement(text + where.text(), where.values());
  }

  Statement then(String more, Object... moreValues) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(Arrays.asList(moreValues));
    return new Statement(text + more, all);
  }

  /** One more row than wanted is asked for, which tells whether more follow. */
  Statement limitedTo(PageRequest page) {
    return then(" LIMIT ? OFFSET ?", page.limit() + 1, page.offset());
  }

  Statement within(String before, String after) {
    return new Statement(before + text + after, values);
  }
}
