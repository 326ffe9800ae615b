// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the served description says of operations. Every answer that a test of this package gets is
 * held against it, and every body that was taken.
 */
final class Described {
  static final Described DOCUMENT = new Described();

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          Dialects.getOpenApi30(),
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final JsonNode document;
  private final JsonNode closed;
  private final Map<JsonNode, Schema> open = new ConcurrentHashMap<>();
  private final Map<JsonNode, Schema> strict = new ConcurrentHashMap<>();

  private Described() {
    document = Reply.parse(new String(new OpenApiDocument().json(), StandardCharsets.UTF_8));
    // The library takes addresses for none whose domain ends as those of examples do.
    document.findParents("format").stream()
        .filter(schema -> schema.get("format").asText().equals("email"))
        .forEach(schema -> ((ObjectNode) schema).remove("format"));
    closed = document.at("/components").deepCopy();
    closed.get("schemas").forEach(Described::close);
  }

  /** All operations, as {@code GET /v1/account}. */
  Stream<String> operations() {
    return document.get("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(o -> o.getValue().isObject())
                    .map(o -> o.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()));
  }

  /** The parameters of one, those of its path first. */
  List<JsonNode> parameters(String method, String path) {
    JsonNode item = document.get("paths").get(path);
    return Stream.of(item.path("parameters"), operation(item, method).path("parameters"))
        .flatMap(Described::elements)
        .map(this::resolved)
        .toList();
  }

  /** The values that a parameter may have. */
  Stream<String> words(String method, String path, String parameter) {
    return parameters(method, path).stream()
        .filter(p -> p.at("/name").asText().equals(parameter))
        .flatMap(p -> elements(p.at("/schema/enum")))
        .map(JsonNode::asText);
  }

  /**
   * Holds an exchange against the description, where it is about a path that is described.
   *
   * @param sent the body, or null
   */
  void check(String method, String target, String sent, String type, Reply reply) {
    Optional<String> path = path(target.replaceFirst("\\?.*", ""));
    JsonNode operation =
        path.map(p -> operation(document.get("paths").get(p), method)).orElse(document.path(""));
    if (operation.isMissingNode()) {
      return;
    }
    String name = method + " " + path.orElseThrow();
    JsonNode answer = operation.get("responses").get(Integer.toString(reply.status()));
    assertThat(answer)
        .as("%s answers %d, which is not described: %s", name, reply.status(), reply.text())
        .isNotNull();
    checkAnswer(name, resolved(answer).path("content"), reply);
    JsonNode takes = operation.at("/requestBody/content").path(type).path("schema");
    if (reply.status() < 300
        && sent != null
        && !sent.isEmpty()
        && !takes.isMissingNode()
        && type.endsWith("json")) {
      assertThat(problems(schema(takes, false), withoutNulls(Reply.parse(sent))))
          .as("%s took what is not described: %s", name, sent)
          .isEmpty();
    }
  }

  private void checkAnswer(String name, JsonNode content, Reply reply) {
    String type =
        reply.http().headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    if (content.isMissingNode()) {
      assertThat(reply.text()).as("%s answers nothing", name).isEmpty();
      return;
    }
    assertThat(content.has(type)).as("%s answers %s", name, type).isTrue();
    if (type.equals(Answers.JSON)) {
      assertThat(problems(schema(content.get(Answers.JSON).get("schema"), true), reply.json()))
          .as("%s answers %s", name, reply.text())
          .isEmpty();
    }
  }

  private static List<Error> problems(Schema schema, JsonNode value) {
    return schema.validate(value);
  }

  private Schema schema(JsonNode described, boolean knowsAll) {
    return (knowsAll ? strict : open)
        .computeIfAbsent(
            described,
            d -> {
              ObjectNode root = d.deepCopy();
              root.set("components", knowsAll ? closed : document.get("components"));
              return SCHEMAS.getSchema(root);
            });
  }

  /** The described path that this is one of, one without parameters first. */
  private Optional<String> path(String target) {
    String own = target.replaceFirst("/$", "");
    return StreamSupport.stream(
            ((Iterable<String>) () -> document.get("paths").fieldNames()).spliterator(), false)
        .filter(p -> own.matches(p.replaceAll("\\{[^}]*}", "[^/]+")))
        .min(Comparator.comparing(p -> p.chars().filter(c -> c == '{').count()));
  }

  private static JsonNode operation(JsonNode item, String method) {
    return item.path(method.toLowerCase(Locale.ROOT));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Makes a schema refuse every field that it does not list. */
  private static void close(JsonNode schema) {
    if (schema.has("properties")) {
      schema.get("properties").forEach(Described::close);
      if (!schema.has("additionalProperties")) {
        ((ObjectNode) schema).put("additionalProperties", false);
      }
    }
    if (schema.has("items")) {
      close(schema.get("items"));
    }
  }

  /** Null counts as left out. */
  private static JsonNode withoutNulls(JsonNode node) {
    JsonNode copy = node.deepCopy();
    strip(copy);
    return copy;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(f -> f.getValue().isNull());
    }
    node.forEach(Described::strip);
  }
}
