// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the template that somebody means. */
final class TemplateChoice {
  static final String DEFAULT = "default";
  static final String MEANT = "Id or display name of the template, or default.";
  private static final String ALL = "_/provisionTemplates";

  private TemplateChoice() {}

  /** The path to it. */
  static String path(Connection connection, String name) {
    return ALL + "/" + id(connection, name);
  }

  static String id(Connection connection, String name) {
    return find(connection, name)
        .orElseThrow(() -> new CliException("there is no template " + name));
  }

  /** Its id where there is one, or the word default. */
  static Optional<String> find(Connection connection, String name) {
    if (name.equals(DEFAULT)) {
      return Optional.of(DEFAULT);
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode template : connection.rest().get(ALL, Map.of()).path("templates")) {
      String id = template.path("templateId").asText();
      if (id.equals(name)) {
        return Optional.of(id);
      }
      if (template.path("displayName").asText().equals(name)) {
        ids.add(id);
      }
    }
    if (ids.size() > 1) {
      throw new CliException(
          "several templates are called " + name + ": say which by its id: " + ids);
    }
    return ids.stream().findFirst();
  }
}
