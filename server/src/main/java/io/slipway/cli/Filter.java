// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * What narrows a list: an option of the command line, and the parameter of REST that it becomes.
 *
 * @param words that the option takes; any where there are none
 */
record Filter(
    String option,
    String parameter,
    String label,
    String description,
    List<String> words,
    Reading reading) {

  /** How an option is read. */
  private enum Reading {
    AS_IT_IS,
    IN_CAPITALS,
    AS_FLAG,
    AS_TIME,
    AS_USER
  }

  static Filter text(String option, String parameter, String label, String description) {
    return new Filter(option, parameter, label, description, List.of(), Reading.AS_IT_IS);
  }

  /** One of some words, which REST has in capitals. */
  static Filter word(String option, String parameter, String description, String... words) {
    String label = option.substring(2).toUpperCase(Locale.ROOT);
    return new Filter(option, parameter, label, description, List.of(words), Reading.IN_CAPITALS);
  }

  static Filter flag(String option, String parameter, String description) {
    return new Filter(option, parameter, "", description, List.of(), Reading.AS_FLAG);
  }

  static Filter time(String option, String parameter, String description) {
    return new Filter(option, parameter, "TIME", description, List.of(), Reading.AS_TIME);
  }

  /** A user by name or id; REST takes the id. */
  static Filter user(String option, String parameter, String description) {
    return new Filter(option, parameter, "USER", description, List.of(), Reading.AS_USER);
  }

  OptionSpec spec() {
    OptionSpec.Builder spec = OptionSpec.builder(option).description(description);
    return switch (reading) {
      case AS_FLAG -> spec.type(boolean.class).arity("0").build();
      case AS_TIME -> spec.type(Moment.class).paramLabel(label).build();
      case AS_IT_IS, AS_USER -> spec.type(String.class).paramLabel(label).build();
      case IN_CAPITALS ->
          spec.type(String.class)
              .paramLabel(label)
              .completionCandidates(words)
              .converters(this::oneOfTheWords)
              .build();
    };
  }

  /** The parameters of those whose options a command was given. */
  static Map<String, String> query(
      List<Filter> filters, CommandSpec command, RestClient rest, Instant now) {
    Map<String, String> query = new LinkedHashMap<>();
    for (Filter filter : filters) {
      Object given = command.findOption(filter.option()).getValue();
      if (given != null && !given.equals(false)) {
        query.put(filter.parameter(), filter.value(given, rest, now));
      }
    }
    return query;
  }

  private String value(Object given, RestClient rest, Instant now) {
    return switch (reading) {
      case AS_IT_IS -> given.toString();
      case IN_CAPITALS -> given.toString().toUpperCase(Locale.ROOT).replace('-', '_');
      case AS_FLAG -> "true";
      case AS_TIME -> ((Moment) given).after(now).toString();
      case AS_USER -> Nouns.USER.find(rest, given.toString()).path("id").asText();
    };
  }

  private String oneOfTheWords(String text) {
    return words.stream()
        .filter(word -> word.equalsIgnoreCase(text.replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "\"" + text + "\" is none of " + String.join(", ", words)));
  }
}
