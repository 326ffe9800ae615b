// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with variables: {@code ${name}} stands for a value, {@code $${} for {@code ${} itself. */
public record VariableText(String text) {
  private static final String BEGINNING = "${";
  private static final Pattern SPECIAL =
      Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[^${}\\p{Cntrl}]{1,64})}|\\$\\{");

  /** What is wrong with it, where it cannot be rendered whatever the values are. */
  public Optional<String> problem() {
    if (!text.contains(BEGINNING)) {
      return Optional.empty();
    }
    Matcher special = SPECIAL.matcher(text);
    while (special.find()) {
      if (special.group().equals(BEGINNING)) {
        return Optional.of(
            "has ${ without a name of 1 to 64 characters and } after it; write $${ for the"
                + " characters themselves");
      }
    }
    return Optional.empty();
  }

  /** The names of its variables. */
  public Set<String> variables() {
    Set<String> names = new LinkedHashSet<>();
    each(name -> names.add(name) ? "" : "");
    return names;
  }

  /** The text with values in place of the variables; the values are taken as they are. */
  public String render(Variables values) {
    return each(values::value);
  }

  /** The same with each value in a form that the text takes. */
  String render(Variables values, UnaryOperator<String> form) {
    return each(name -> form.apply(values.value(name)));
  }

  /** The text with something in place of each variable. */
  String sample() {
    return each(name -> "x");
  }

  private String each(Function<String, String> value) {
    if (!text.contains(BEGINNING)) {
      return text;
    }
    Matcher special = SPECIAL.matcher(text);
    StringBuilder rendered = new StringBuilder();
    int from = 0;
    while (special.find()) {
      rendered.append(text, from, special.start());
      String name = special.group("name");
      rendered.append(name == null ? BEGINNING : value.apply(name));
      from = special.end();
    }
    return rendered.append(text, from, text.length()).toString();
  }
}
