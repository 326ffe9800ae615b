// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of thing that the server has a list of, and how people see it.
 *
 * @param word in the singular
 * @param collection as the path of REST names it
 * @param key the parameter that finds one by its name; empty where there are only ids
 * @param shown the columns of a list, and before all else of one
 */
record Noun(String word, String collection, Optional<String> key, List<Column> shown) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,11}");

  /** One of the things that a list shows. */
  record Column(String title, Function<JsonNode, String> text) {
    static Column of(String title, String path) {
      return new Column(title, json -> Text.of(json, path));
    }

    static Column time(String title, String path) {
      return new Column(title, json -> Text.time(json, path));
    }

    static Column words(String title, String path) {
      return new Column(title, json -> Text.words(json, path));
    }
  }

  /** Prints a list of them. */
  void print(JsonNode answer, ListOptions list, PrintWriter out) {
    Table table = new Table(shown.stream().map(Column::title).toArray(String[]::new));
    for (JsonNode item : answer.path("items")) {
      table.row(shown.stream().map(c -> c.text().apply(item)).toArray(String[]::new));
    }
    list.print(table, answer, "There is no " + word + ".", out);
  }

  String path() {
    return "_/" + collection;
  }

  String path(JsonNode one) {
    return path() + "/" + one.path("id").asText();
  }

  /** The one that is called so, or else has this id. */
  JsonNode find(RestClient rest, String name) {
    return key.flatMap(k -> byName(rest, k, name))
        .or(() -> ID.matcher(name).matches() ? rest.find(path() + "/" + name) : Optional.empty())
        .orElseThrow(() -> new CliException("there is no " + word + " " + name));
  }

  private Optional<JsonNode> byName(RestClient rest, String parameter, String name) {
    JsonNode page = rest.get(path(), Map.of(parameter, name, "limit", "1"));
    return Optional.ofNullable(page.path("items").get(0));
  }
}
