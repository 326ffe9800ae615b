// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Audit;
import io.slipway.domain.Id;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One JSON object of an answer. What is absent is left out. */
final class JsonView {
  private static final ObjectWriter WRITER = new JsonMapper().writer();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ObjectNode node = JsonNodeFactory.instance.objectNode();

  static JsonView untyped() {
    return new JsonView();
  }

  static JsonView of(String type) {
    return new JsonView().text("type", type);
  }

  /** An entity with the fields that all have. */
  static JsonView entity(String type, Id id, Id scopeId, Instant createdOn, Id createdBy) {
    return of(type)
        .id("id", id)
        .id("scopeId", scopeId)
        .time("createdOn", createdOn)
        .id("createdBy", createdBy);
  }

  /** An entity that may be changed. */
  static JsonView entity(String type, Id id, Id scopeId, Audit audit) {
    return entity(type, id, scopeId, audit.createdOn(), audit.createdBy())
        .time("modifiedOn", audit.modifiedOn())
        .id("modifiedBy", audit.modifiedBy())
        .number("optlock", audit.optlock());
  }

  JsonView text(String name, String value) {
    node.put(name, value);
    return this;
  }

  JsonView text(String name, Optional<String> value) {
    value.ifPresent(v -> text(name, v));
    return this;
  }

  JsonView id(String name, Id value) {
    return text(name, value.toString());
  }

  JsonView time(String name, Instant value) {
    return text(name, time(value));
  }

  JsonView time(String name, Optional<Instant> value) {
    value.ifPresent(v -> time(name, v));
    return this;
  }

  JsonView number(String name, long value) {
    node.put(name, value);
    return this;
  }

  JsonView flag(String name, boolean value) {
    node.put(name, value);
    return this;
  }

  JsonView object(String name, JsonView value) {
    node.set(name, value.node);
    return this;
  }

  JsonView objects(String name, List<JsonView> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(v -> array.add(v.node));
    return this;
  }

  JsonView texts(String name, List<String> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(array::add);
    return this;
  }

  byte[] bytes() {
    try {
      return WRITER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values can be written", impossible);
    }
  }

  /** The same in one line of text. */
  String json() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  static String time(Instant time) {
    return TIME.format(time);
  }
}
