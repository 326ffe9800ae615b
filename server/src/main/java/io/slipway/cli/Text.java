// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes what REST answers for people. */
final class Text {
  private static final Pattern FRACTION = Pattern.compile("\\.\\d+Z$");

  /** Devices choose some of these texts; a terminal must not obey them. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069]");

  private Text() {}

  /** The value at a path such as "options.endpointInfoId", or "-". */
  static String of(JsonNode json, String path) {
    JsonNode node = json.at("/" + path.replace('.', '/'));
    String text = node.isValueNode() ? node.asText("") : "";
    return node.isNull() || text.isEmpty() ? "-" : plain(text);
  }

  /** A moment, to the second. */
  static String time(JsonNode json, String path) {
    return FRACTION.matcher(of(json, path)).replaceFirst("Z");
  }

  /** The texts of an array, or "-". */
  static String words(JsonNode json, String path) {
    List<String> words = new ArrayList<>();
    json.at("/" + path.replace('.', '/')).forEach(w -> words.add(plain(w.asText())));
    return words.isEmpty() ? "-" : String.join(", ", words);
  }

  static String plain(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  /** The same for a text of many lines. */
  static String lines(String text) {
    return text.lines().map(Text::plain).collect(Collectors.joining("\n"));
  }

  /** Prints "name value" unless there is none. */
  static void field(PrintWriter out, String name, String value) {
    if (!value.equals("-")) {
      out.println(String.format("%-14s %s", name, value));
    }
  }
}
