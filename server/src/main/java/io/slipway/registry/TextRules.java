// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Optional;
import java.util.regex.Pattern;

/** What text that people give must keep to. */
final class TextRules {
  static final int LONGEST_NAME = 255;
  private static final int LONGEST_TEXT = 1_000;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");

  private TextRules() {}

  /** Refuses what is no name: it is not empty. */
  static void name(String field, String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw RefusedException.invalid(field, "must be 1 to 255 characters long");
    }
    printable(field, name);
  }

  static void text(String field, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw RefusedException.invalid(field, "must be at most 1000 characters long");
    }
    printable(field, text);
  }

  static void email(String field, String email) {
    if (!EMAIL.matcher(email).matches()) {
      throw RefusedException.invalid(field, "must be an email address");
    }
    printable(field, email);
  }

  private static void printable(String field, String text) {
    controlOrUnpaired(text)
        .ifPresent(
            what -> {
              throw RefusedException.invalid(field, "must not contain " + what);
            });
  }

  private static Optional<String> controlOrUnpaired(String text) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of("control characters");
    }
    boolean unpaired = text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    return unpaired ? Optional.of("half a surrogate pair") : Optional.empty();
  }
}
