// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this interface offers, as OpenAPI. Each noun is described in a file of its own ({@code
 * openapi/NOUN.yaml}), what they share in {@code openapi/document.yaml}.
 */
final class OpenApiDocument {
  /** In the order in which they are shown. */
  static final List<String> NOUNS =
      List.of(
          "authentication",
          "provisionRequests",
          "bulkProvisionRequests",
          "imports",
          "provisionTemplates",
          "provisionGroups",
          "packages",
          "webhooks",
          "certificateAuthorities",
          "manufacturerAuthorities",
          "events",
          "endpointInfos",
          "devices",
          "certificateRenewals",
          "deviceconnections",
          "accounts",
          "users",
          "credentials",
          "auditRecords");

  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build())
          .build();

  private final ObjectNode document = file("document");

  OpenApiDocument() {
    NOUNS.forEach(this::add);
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().isObject()) {
          addErrors(path.getKey(), (ObjectNode) operation.getValue());
        }
      }
    }
  }

  byte[] json() {
    return bytes(JSON);
  }

  byte[] yaml() {
    return bytes(YAML);
  }

  private void add(String noun) {
    ObjectNode file = file(noun);
    ((ArrayNode) document.get("tags")).addAll((ArrayNode) file.get("tags"));
    for (JsonNode path : file.get("paths")) {
      for (JsonNode operation : path) {
        if (operation.isObject()) {
          ((ObjectNode) operation).putArray("tags").add(noun);
        }
      }
    }
    unite("paths", document, file);
    for (String kind : List.of("parameters", "schemas")) {
      if (file.get("components").has(kind)) {
        unite(kind, (ObjectNode) document.get("components"), (ObjectNode) file.get("components"));
      }
    }
  }

  private static void unite(String name, ObjectNode all, ObjectNode more) {
    ObjectNode into = (ObjectNode) all.get(name);
    for (Map.Entry<String, JsonNode> entry : more.get(name).properties()) {
      if (into.putIfAbsent(entry.getKey(), entry.getValue()) != null) {
        throw new IllegalStateException(name + " describe " + entry.getKey() + " twice");
      }
    }
  }

  /** What follows for an operation from what it is: nobody has to write it, or can forget it. */
  private static void addErrors(String path, ObjectNode operation) {
    Map<String, JsonNode> answers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> answer : operation.get("responses").properties()) {
      answers.put(answer.getKey(), answer.getValue());
    }
    boolean open = operation.has("security");
    boolean takesBody = operation.has("requestBody");
    if (!open || takesBody) {
      answers.putIfAbsent("400", response("BadRequest"));
      answers.putIfAbsent("401", response("Unauthenticated"));
    }
    if (!open) {
      answers.putIfAbsent("403", response("Forbidden"));
    }
    if (path.contains("{")) {
      answers.putIfAbsent("404", response("NotFound"));
    }
    if (takesBody) {
      answers.putIfAbsent("413", response("TooLarge"));
      answers.putIfAbsent("415", response("UnsupportedMediaType"));
    }
    answers.putIfAbsent("500", response("Broken"));
    answers.putIfAbsent("503", response("Unavailable"));
    operation.putObject("responses").setAll(answers);
  }

  private static JsonNode response(String name) {
    return JSON.createObjectNode().put("$ref", "#/components/responses/" + name);
  }

  private static ObjectNode file(String name) {
    String path = "openapi/" + name + ".yaml";
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(path)) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(path + " cannot be read", broken);
    }
  }

  private byte[] bytes(ObjectMapper mapper) {
    try {
      return mapper.writeValueAsBytes(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values can be written", impossible);
    }
  }
}
