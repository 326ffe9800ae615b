// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a package by its name, with its version where there are several, or by its id. */
final class PackageFinder implements Finder {

  @Override
  public Optional<JsonNode> find(RestClient rest, String path, String name) {
    int colon = name.lastIndexOf(':');
    String plain = colon < 0 ? name : name.substring(0, colon);
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one : rest.get(path, Map.of("name", plain, "limit", MOST)).path("items")) {
      if (colon < 0 || one.path("version").asText().equals(name.substring(colon + 1))) {
        found.add(one);
      }
    }
    if (found.size() > 1) {
      throw new CliException(
          "there are several packages " + name + "; say which: " + name + ":VERSION");
    }
    return found.stream().findFirst().or(() -> Finder.byId().find(rest, path, name));
  }
}
