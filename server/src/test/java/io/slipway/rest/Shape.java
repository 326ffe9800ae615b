// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Id;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the original says of a JSON value. */
sealed interface Shape {

  /** What is wrong with a value, where fields that are {@code ours} may be anything. */
  Stream<String> problems(String at, JsonNode value, Set<String> ours);

  /** The fields of this that none of the values has. */
  Stream<String> absent(String at, List<JsonNode> values);

  /** An object. */
  record Fields(Map<String, Shape> types, Set<String> required) implements Shape {
    @Override
    public Stream<String> problems(String at, JsonNode value, Set<String> ours) {
      if (!value.isObject()) {
        return Stream.of(at + " is no object");
      }
      Stream<String> missing =
          required.stream().filter(f -> !value.has(f)).map(f -> at + "/" + f + " is missing");
      return Stream.concat(
          missing,
          value.properties().stream().flatMap(f -> of(at, f.getKey(), f.getValue(), ours)));
    }

    private Stream<String> of(String at, String name, JsonNode value, Set<String> ours) {
      if (types.containsKey(name)) {
        return types.get(name).problems(at + "/" + name, value, ours);
      }
      return ours.contains(name) ? Stream.of() : Stream.of(at + "/" + name + " is not there");
    }

    @Override
    public Stream<String> absent(String at, List<JsonNode> values) {
      return types.entrySet().stream()
          .flatMap(
              field -> {
                String place = at + "/" + field.getKey();
                List<JsonNode> found =
                    values.stream()
                        .filter(v -> v.has(field.getKey()))
                        .map(v -> v.get(field.getKey()))
                        .toList();
                return found.isEmpty() ? Stream.of(place) : field.getValue().absent(place, found);
              });
    }
  }

  /** An array. */
  record Elements(Shape of) implements Shape {
    @Override
    public Stream<String> problems(String at, JsonNode value, Set<String> ours) {
      return value.isArray()
          ? elements(value).flatMap(element -> of.problems(at + "[]", element, ours))
          : Stream.of(at + " is no array");
    }

    @Override
    public Stream<String> absent(String at, List<JsonNode> values) {
      List<JsonNode> elements = new ArrayList<>();
      values.forEach(v -> elements(v).forEach(elements::add));
      return of.absent(at + "[]", elements);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
      return StreamSupport.stream(array.spliterator(), false);
    }
  }

  /**
   * A string, number or boolean.
   *
   * @param form such as {@code id}, {@code string(date-time)} or {@code ENABLED|DISABLED}
   */
  record Scalar(String form) implements Shape {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    @Override
    public Stream<String> problems(String at, JsonNode value, Set<String> ours) {
      return fits(value) ? Stream.of() : Stream.of(at + " is no " + form + ": " + value);
    }

    @Override
    public Stream<String> absent(String at, List<JsonNode> values) {
      return Stream.of();
    }

    private boolean fits(JsonNode value) {
      return switch (form) {
        case "…" -> true;
        case "id" -> value.isTextual() && Id.parse(value.textValue()).isPresent();
        case "string(date-time)" -> value.isTextual() && value.textValue().matches(TIME);
        case "string(uuid)" -> value.isTextual() && isUuid(value.textValue());
        case "string", "string(email)", "string(base64)" -> value.isTextual();
        case "integer", "integer(int32)" -> value.isIntegralNumber();
        case "number(double)" -> value.isNumber();
        case "boolean" -> value.isBoolean();
        default -> {
          if (!form.contains("|")) {
            throw new AssertionError("no form is called " + form);
          }
          yield words().contains(value.textValue());
        }
      };
    }

    /** The words that an enumeration has, none where it is none. */
    List<String> words() {
      return form.contains("|") ? Arrays.asList(form.split("\\|", -1)) : List.of();
    }

    private static boolean isUuid(String text) {
      try {
        return UUID.fromString(text).toString().equals(text);
      } catch (IllegalArgumentException none) {
        return false;
      }
    }
  }
}
