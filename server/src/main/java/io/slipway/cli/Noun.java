// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of thing that the server has a list of, and how people see it.
 *
 * @param word in the singular
 * @param collection as the path of REST names it
 * @param id the field that its path ends with
 * @param finder finds one by what people call it
 * @param list how REST lists them
 * @param shown the columns of a list, and before all else of one
 */
record Noun(
    String word, String collection, String id, Finder finder, RestList list, List<Column> shown) {

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

    static Column yes(String title, String path) {
      return new Column(title, json -> Text.of(json, path).equals("true") ? "yes" : "-");
    }
  }

  /**
   * How REST lists them.
   *
   * @param field the items' name in the answer
   * @param paged whether REST itself takes limit and offset
   * @param sortable what it can be sorted by
   * @param within what they belong to, which has to be named
   */
  record RestList(
      String field,
      boolean paged,
      List<Filter> filters,
      List<String> sortable,
      Optional<Noun> within) {
    static final RestList PLAIN =
        new RestList("items", true, List.of(), List.of(), Optional.empty());

    /** A list that is short, and comes whole. */
    static RestList whole(String field) {
      return new RestList(field, false, List.of(), List.of(), Optional.empty());
    }

    RestList filters(Filter... some) {
      return new RestList(field, paged, List.of(some), sortable, within);
    }

    RestList sortable(String... fields) {
      return new RestList(field, paged, filters, List.of(fields), within);
    }

    RestList within(Noun whole) {
      return new RestList(field, paged, filters, sortable, Optional.of(whole));
    }
  }

  /** Prints one for people. */
  void print(JsonNode one, PrintWriter out) {
    shown.forEach(c -> Text.field(out, c.title().toLowerCase(Locale.ROOT), c.text().apply(one)));
    Text.field(out, "created", Text.time(one, "createdOn"));
    Text.field(out, "modified", Text.time(one, "modifiedOn"));
  }

  String path() {
    return "_/" + collection;
  }

  String path(JsonNode one) {
    return path() + "/" + RestClient.encoded(one.path(id).asText());
  }

  /** The path to the one that is called so. */
  String path(RestClient rest, String name) {
    return path(find(rest, name));
  }

  /** The one that is called so, or else has this id. */
  JsonNode find(RestClient rest, String name) {
    return finder
        .find(rest, path(), name)
        .orElseThrow(() -> new CliException("there is no " + word + " " + name));
  }
}
