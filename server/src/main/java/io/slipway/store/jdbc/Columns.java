// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static java.util.stream.Collectors.joining;

import io.slipway.domain.Audit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Columns and what goes into them, so that a statement never pairs them wrongly. */
final class Columns {
  private final List<String> names = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  Columns with(String name, Object value) {
    return with(name, new Statement("?", Collections.singletonList(value)));
  }

  /** A value that the database finds out while it writes. */
  Columns with(String name, Statement value) {
    names.add(name);
    marks.add(value.text());
    values.addAll(value.values());
    return this;
  }

  Columns with(Audit audit) {
    return with("created_on", audit.createdOn()).with("created_by", audit.createdBy()).edit(audit);
  }

  /** What an edit changes of the audit columns. */
  Columns edit(Audit audit) {
    return with("modified_on", audit.modifiedOn())
        .with("modified_by", audit.modifiedBy())
        .with("optlock", audit.optlock());
  }

  /** {@code INSERT INTO table (…) VALUES (…)}. */
  Statement insertInto(String table) {
    return new Statement(
        "INSERT INTO %s (%s) VALUES (%s)"
            .formatted(table, String.join(", ", names), String.join(", ", marks)),
        values);
  }

  /** {@code SET …} to what an insert would have written. */
  String setToInserted() {
    return names.stream().map(n -> n + " = excluded." + n).collect(joining(", ", " SET ", ""));
  }

  /** {@code UPDATE table SET … WHERE …}. */
  Statement update(String table, Where where) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(where.values());
    String set =
        IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i) + " = " + marks.get(i))
            .collect(joining(", "));
    return new Statement("UPDATE " + table + " SET " + set + where.text(), all);
  }
}
