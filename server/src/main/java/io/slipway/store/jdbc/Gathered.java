// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes of many changes that go to the database together: those of one text in one batch, and so
 * in one round trip. They are sent part by part, not in the order in which they came, so only what
 * does not depend on each other is gathered: no two changes that concern the same thing.
 */
final class Gathered {
  /** What is referred to comes before what refers to it. */
  enum Part {
    REQUEST,
    ATTEMPT,
    CREDENTIAL,
    REVOCATION,
    DEVICE,
    EVENT,
    RECORD,
    TOLD,
    ANNOUNCEMENT
  }

  /**
   * One write.
   *
   * @param change that it is of
   * @param required whether its change is refused where it finds no row
   */
  record Write(Object change, Statement statement, boolean required) {}

  private final Map<Part, Map<String, List<Write>>> parts = new EnumMap<>(Part.class);
  private final Set<Object> subjects = new HashSet<>();
  private final Set<Object> refused = new HashSet<>();

  void add(Part part, Write write) {
    parts
        .computeIfAbsent(part, p -> new LinkedHashMap<>())
        .computeIfAbsent(batch(write.statement()), text -> new ArrayList<>())
        .add(write);
  }

  /** Texts without values differ in the text alone, and go together. */
  private static String batch(Statement statement) {
    return statement.values().isEmpty() ? "" : statement.text();
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Whether nothing of this subject is gathered; from now on it is. */
  boolean begins(Object subject) {
    return subjects.add(subject);
  }

  /** All of it, in the order in which it is to be sent; nothing is gathered then. */
  List<List<Write>> take() {
    List<List<Write>> batches =
        parts.values().stream().flatMap(texts -> texts.values().stream()).toList();
    parts.clear();
    subjects.clear();
    return batches;
  }

  /** The change is to be undone, so that nothing more of it has to be sent. */
  void refuse(Object change) {
    refused.add(change);
  }

  boolean isRefused(Write write) {
    return refused.contains(write.change());
  }

  Set<Object> takeRefused() {
    Set<Object> all = Set.copyOf(refused);
    refused.clear();
    return all;
  }

  void clear() {
    parts.clear();
    subjects.clear();
    refused.clear();
  }
}
