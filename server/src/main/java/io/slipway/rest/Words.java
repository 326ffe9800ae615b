// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words that JSON has for the constants of an enumeration. */
record Words<E extends Enum<E>>(Class<E> type, Function<E, String> word) {

  /** The constants' own names. */
  static <E extends Enum<E>> Words<E> names(Class<E> type) {
    return new Words<>(type, Enum::name);
  }

  /** The names in lower case, with hyphens. */
  static <E extends Enum<E>> Words<E> lowerCase(Class<E> type) {
    return new Words<>(type, e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  String of(E constant) {
    return word.apply(constant);
  }

  Optional<E> parse(String text) {
    return Arrays.stream(type.getEnumConstants()).filter(e -> of(e).equals(text)).findFirst();
  }

  String all() {
    return Arrays.stream(type.getEnumConstants()).map(word).collect(Collectors.joining(", "));
  }
}
