// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Id;
import io.slipway.registry.RefusedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The fields of one JSON object. {@code null} counts as absent; {@link #end} refuses what is left.
 */
final class JsonFields {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final JsonNode object;
  private final String pointer;
  private final Set<String> known = new HashSet<>();

  JsonFields(JsonNode object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  /** Accepts fields that clients send because they were shown them, or that change nothing. */
  JsonFields ignore(String... names) {
    known.addAll(Arrays.asList(names));
    return this;
  }

  /** Accepts what every entity is shown with, {@code optlock} excepted. */
  JsonFields ignoreEntity() {
    return ignore("type", "id", "scopeId", "createdOn", "createdBy", "modifiedOn", "modifiedBy");
  }

  /** Refuses fields that this version can do nothing with. */
  JsonFields unsupported(String... names) {
    for (String name : names) {
      if (value(name).isPresent()) {
        throw invalid(name, "is not supported in this version");
      }
    }
    return this;
  }

  /** Refuses flags that ask for what this version does not do; to say no to it is fine. */
  JsonFields unsupportedFlags(String... names) {
    for (String name : names) {
      if (flag(name, false)) {
        throw invalid(name, "is not supported in this version: send false or leave it out");
      }
    }
    return this;
  }

  Optional<String> text(String name) {
    return read(name, "a string", JsonNode::isTextual, JsonNode::textValue);
  }

  String requiredText(String name) {
    return require(name, text(name));
  }

  Optional<Boolean> flag(String name) {
    return read(name, "a boolean", JsonNode::isBoolean, JsonNode::booleanValue);
  }

  boolean flag(String name, boolean otherwise) {
    return flag(name).orElse(otherwise);
  }

  Optional<Integer> integer(String name) {
    return read(
        name,
        "a whole number of 32 bits",
        v -> v.isIntegralNumber() && v.canConvertToInt(),
        JsonNode::intValue);
  }

  int requiredInteger(String name) {
    return require(name, integer(name));
  }

  Optional<Instant> time(String name) {
    return text(name).map(t -> parseTime(name, t));
  }

  Instant requiredTime(String name) {
    return require(name, time(name));
  }

  Optional<Id> id(String name) {
    return text(name)
        .map(t -> Id.parse(t).orElseThrow(() -> invalid(name, "must be the id of an entity")));
  }

  <E extends Enum<E>> Optional<E> oneOf(String name, Words<E> words) {
    return text(name)
        .map(t -> words.parse(t).orElseThrow(() -> invalid(name, "must be one of " + words.all())));
  }

  <E extends Enum<E>> E requiredOneOf(String name, Words<E> words) {
    return require(name, oneOf(name, words));
  }

  Optional<JsonFields> object(String name) {
    return read(name, "an object", JsonNode::isObject, v -> new JsonFields(v, at(name)));
  }

  JsonFields requiredObject(String name) {
    return require(name, object(name));
  }

  /** What {@code reader} makes of each object of an array. It may leave no field unread. */
  <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    List<T> read = new ArrayList<>();
    for (JsonNode element : array(name)) {
      String at = at(name) + "/" + read.size();
      if (!element.isObject()) {
        throw RefusedException.invalid(at, "must be an object");
      }
      JsonFields fields = new JsonFields(element, at);
      read.add(reader.apply(fields));
      fields.end();
    }
    return List.copyOf(read);
  }

  /** The strings, numbers and booleans of an array, as text. */
  List<String> scalars(String name) {
    List<String> read = new ArrayList<>();
    for (JsonNode element : array(name)) {
      if (!element.isTextual() && !element.isNumber() && !element.isBoolean()) {
        throw RefusedException.invalid(
            at(name) + "/" + read.size(), "must be a string, a number or a boolean");
      }
      read.add(element.asText());
    }
    return List.copyOf(read);
  }

  /** The fields of an object whose values are all strings, numbers or booleans, as text. */
  Map<String, String> texts(String name) {
    return object(name).map(JsonFields::texts).orElse(Map.of());
  }

  /** The same of this object; null counts as absent. */
  Map<String, String> texts() {
    Map<String, String> read = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isContainerNode()) {
        throw invalid(field.getKey(), "must be a string, a number or a boolean");
      }
      if (!field.getValue().isNull()) {
        read.put(field.getKey(), field.getValue().asText());
      }
    }
    return read;
  }

  /** Refuses every field that nobody asked for. */
  void end() {
    for (var names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw invalid(name, "is not a known field");
      }
    }
  }

  RefusedException invalid(String name, String problem) {
    return RefusedException.invalid(at(name), problem);
  }

  private Iterable<JsonNode> array(String name) {
    return read(name, "an array", JsonNode::isArray, v -> (Iterable<JsonNode>) v).orElse(List.of());
  }

  private <T> Optional<T> read(
      String name, String wanted, Predicate<JsonNode> fits, Function<JsonNode, T> reader) {
    Optional<JsonNode> value = value(name);
    if (value.isPresent() && !fits.test(value.get())) {
      throw invalid(name, "must be " + wanted);
    }
    return value.map(reader);
  }

  private Optional<JsonNode> value(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name)).filter(v -> !v.isNull());
  }

  private Instant parseTime(String name, String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException notATime) {
      throw invalid(name, "must be a time such as 2026-01-31T08:00:00.000Z");
    }
    throw invalid(name, "must be a time of the years 1970 to 9999");
  }

  private <T> T require(String name, Optional<T> value) {
    return value.orElseThrow(() -> RefusedException.required(at(name)));
  }

  private String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
