// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Id;
import io.slipway.store.StoreUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nested values as text. What is missing reads as absent and what is unknown is passed over, so
 * that a field can be added without touching the rows that are there.
 */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static String write(JsonNode node) {
    return node.toString();
  }

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      // Without the cause, whose message shows what is stored.
      throw new StoreUnavailableException("a row of the database is damaged: not JSON");
    }
  }

  static ArrayNode texts(Collection<String> texts) {
    ArrayNode node = array();
    new TreeSet<>(texts).forEach(node::add);
    return node;
  }

  static Set<String> texts(JsonNode node) {
    Set<String> texts = new LinkedHashSet<>();
    node.forEach(n -> texts.add(n.textValue()));
    return texts;
  }

  static ObjectNode textMap(Map<String, String> map) {
    ObjectNode node = object();
    new TreeMap<>(map).forEach(node::put);
    return node;
  }

  static Map<String, String> textMap(JsonNode node) {
    Map<String, String> map = new LinkedHashMap<>();
    node.properties().forEach(e -> map.put(e.getKey(), e.getValue().textValue()));
    return map;
  }

  static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue());
  }

  static Optional<Id> id(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? Optional.of(new Id(value.longValue())) : Optional.empty();
  }

  static Optional<Instant> time(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber()
        ? Optional.of(Instant.ofEpochMilli(value.longValue()))
        : Optional.empty();
  }

  static <E extends Enum<E>> Optional<E> word(Class<E> words, JsonNode node, String field) {
    return text(node, field).map(word -> Enum.valueOf(words, word));
  }
}
