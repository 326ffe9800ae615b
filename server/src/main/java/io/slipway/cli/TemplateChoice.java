// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the template that somebody means. */
final class TemplateChoice {
  static final String DEFAULT = "default";
  static final String MEANT = "Id or display name of the template, or default.";

  private TemplateChoice() {}

  /** The path to it. */
  static String path(Connection connection, String name) {
    return Nouns.TEMPLATE.path(connection.rest(), name);
  }

  /** Its id where there is one, or the word default. */
  static String id(Connection connection, String name) {
    return id(Nouns.TEMPLATE.find(connection.rest(), name));
  }

  static String id(JsonNode template) {
    return template.path(Nouns.TEMPLATE.id()).asText();
  }

  /** As {@link Finder} says; the default one may be there without ever having been set. */
  static Optional<JsonNode> find(RestClient rest, String path, String name) {
    if (name.equals(DEFAULT)) {
      return Optional.of(JsonNodeFactory.instance.objectNode().put(Nouns.TEMPLATE.id(), DEFAULT));
    }
    List<JsonNode> called = new ArrayList<>();
    for (JsonNode template : rest.get(path).path(Nouns.TEMPLATE.list().field())) {
      if (id(template).equals(name)) {
        return Optional.of(template);
      }
      if (template.path("displayName").asText().equals(name)) {
        called.add(template);
      }
    }
    if (called.size() > 1) {
      throw new CliException(
          "several templates are called "
              + name
              + ": say which by its id: "
              + called.stream().map(TemplateChoice::id).toList());
    }
    return called.stream().findFirst();
  }
}
