// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How one of many is found by what people call it. */
@FunctionalInterface
interface Finder {
  Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,11}");
  String MOST = "1000";

  /** Empty where there is none at this path that is called so. */
  Optional<JsonNode> find(RestClient rest, String path, String name);

  static Finder byId() {
    return (rest, path, name) ->
        ID.matcher(name).matches() ? rest.find(path + "/" + name) : Optional.empty();
  }

  /** By a parameter of the list, or else by its id. */
  static Finder byParameter(String parameter) {
    return (rest, path, name) ->
        Optional.ofNullable(
                rest.get(path, Map.of(parameter, name, "limit", "1")).path("items").get(0))
            .or(() -> byId().find(rest, path, name));
  }

  /** By its text in a list that is short, or else by its id. */
  static Finder byText(Function<JsonNode, String> text) {
    return (rest, path, name) -> {
      for (JsonNode one : rest.get(path, Map.of("limit", MOST)).path("items")) {
        if (text.apply(one).equals(name)) {
          return Optional.of(one);
        }
      }
      return byId().find(rest, path, name);
    };
  }

  /** By its name, which is in the path. */
  static Finder inPath() {
    return (rest, path, name) -> rest.find(path + "/" + RestClient.encoded(name));
  }
}
