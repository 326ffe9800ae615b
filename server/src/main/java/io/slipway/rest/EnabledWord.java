// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.util.Optional;

/** Whether something counts, as REST says it. */
enum EnabledWord {
  ENABLED,
  DISABLED;

  private static final Words<EnabledWord> WORDS = Words.names(EnabledWord.class);

  static String of(boolean enabled) {
    return WORDS.of(enabled ? ENABLED : DISABLED);
  }

  static boolean required(JsonFields body, String field) {
    return body.requiredOneOf(field, WORDS) == ENABLED;
  }

  static Optional<Boolean> in(JsonFields body, String field) {
    return body.oneOf(field, WORDS).map(ENABLED::equals);
  }
}
