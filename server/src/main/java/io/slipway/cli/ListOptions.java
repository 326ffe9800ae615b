// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which part of a list is wanted. */
final class ListOptions {
  private static final int MOST_AT_ONCE = 1000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Leave out the first N.")
  private int offset;

  @Option(names = "--all", description = "As many as there are.")
  private boolean all;

  /**
   * Hands on what is wanted, page by page.
   *
   * @param ask answers with a page for the parameters that say which
   * @return whether there are more
   */
  boolean read(Function<Map<String, String>, JsonNode> ask, Consumer<List<JsonNode>> reader) {
    Set<String> before = Set.of();
    int first = offset;
    while (true) {
      JsonNode page = ask.apply(parameters(first));
      List<JsonNode> items = new ArrayList<>();
      page.path("items").forEach(items::add);
      Set<String> ids = ids(items);
      // Where some were added meanwhile, the page before comes again in part.
      Set<String> known = before;
      items.removeIf(item -> known.contains(id(item)));
      reader.accept(items);
      boolean more = page.path("limitExceeded").asBoolean();
      if (!all || !more) {
        return more;
      }
      before = ids;
      first += MOST_AT_ONCE;
    }
  }

  /** The same of a list that comes whole. */
  boolean readWhole(JsonNode list, Consumer<List<JsonNode>> reader) {
    List<JsonNode> items = new ArrayList<>();
    list.forEach(items::add);
    int from = Math.min(offset, items.size());
    int to = all ? items.size() : Math.min(from + limit, items.size());
    reader.accept(items.subList(from, to));
    return to < items.size();
  }

  /** What to do to see what did not fit. */
  String more() {
    return "More follow: --offset " + (offset + limit) + ", or --all";
  }

  private Map<String, String> parameters(int first) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("limit", Integer.toString(all ? MOST_AT_ONCE : limit));
    parameters.put("offset", Integer.toString(first));
    return parameters;
  }

  private static Set<String> ids(List<JsonNode> items) {
    Set<String> ids = new HashSet<>();
    items.forEach(item -> ids.add(id(item)));
    return ids;
  }

  private static String id(JsonNode item) {
    return item.path("id").asText();
  }
}
