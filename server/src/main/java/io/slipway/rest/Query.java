// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.domain.Id;
import io.slipway.registry.RefusedException;
import io.slipway.store.PageRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters behind the question mark. {@link #end} refuses what is left. */
final class Query {
  private static final int DEFAULT_LIMIT = 50;
  private static final int LONGEST = 255;

  private final Map<String, List<String>> parameters;
  private final Set<String> known = new HashSet<>();

  Query(Context http) {
    this.parameters = http.queryParamMap();
  }

  Query ignore(String... names) {
    known.addAll(Arrays.asList(names));
    return this;
  }

  /** Refuses a parameter that this version can do nothing with. */
  Query unsupported(String name) {
    if (text(name).isPresent()) {
      throw RefusedException.invalid(name, "is not supported in this version");
    }
    return this;
  }

  Optional<String> text(String name) {
    known.add(name);
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw RefusedException.invalid(name, "is given twice");
    }
    if (values.stream().anyMatch(Query::isUnusable)) {
      throw RefusedException.invalid(
          name, "must be at most 255 characters long, without control characters");
    }
    return values.stream().filter(v -> !v.isEmpty()).findFirst();
  }

  boolean flag(String name) {
    return text(name)
        .map(
            t ->
                switch (t) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw RefusedException.invalid(name, "must be true or false");
                })
        .orElse(false);
  }

  /** The id of such an entity. */
  Optional<Id> id(String name, String kind) {
    return text(name)
        .map(
            t ->
                Id.parse(t)
                    .orElseThrow(
                        () -> RefusedException.invalid(name, "must be the id of " + kind)));
  }

  Optional<Instant> time(String name) {
    return text(name).map(t -> parseTime(name, t));
  }

  <E extends Enum<E>> Optional<E> oneOf(String name, Words<E> words) {
    return text(name)
        .map(
            t ->
                words
                    .parse(t)
                    .orElseThrow(
                        () -> RefusedException.invalid(name, "must be one of " + words.all())));
  }

  /** Which part of a list is wanted, in an order by one of the {@code sortable} fields. */
  PageRequest page(Set<String> sortable) {
    Optional<String> sortParam = text("sortParam");
    if (sortParam.filter(s -> !sortable.contains(s)).isPresent()) {
      throw RefusedException.invalid(
          "sortParam", "must be one of " + String.join(", ", sortable.stream().sorted().toList()));
    }
    String direction = text("sortDir").orElse("ASCENDING");
    if (!direction.equals("ASCENDING") && !direction.equals("DESCENDING")) {
      throw RefusedException.invalid("sortDir", "must be ASCENDING or DESCENDING");
    }
    return new PageRequest(
        number("limit", DEFAULT_LIMIT, 1, PageRequest.MAX_LIMIT),
        number("offset", 0, 0, Integer.MAX_VALUE),
        sortParam,
        direction.equals("ASCENDING"));
  }

  /** Refuses every parameter that nobody asked for. */
  void end() {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        throw RefusedException.invalid(name, "is not a known parameter");
      }
    }
  }

  int number(String name, int otherwise, int least, int most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw RefusedException.invalid(name, "must be a whole number");
    }
    throw RefusedException.invalid(name, "must be from " + least + " to " + most);
  }

  private static boolean isUnusable(String value) {
    return value.length() > LONGEST || value.codePoints().anyMatch(Character::isISOControl);
  }

  private static Instant parseTime(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notATime) {
      throw RefusedException.invalid(name, "must be a time such as 2026-01-31T08:00:00.000Z");
    }
  }
}
