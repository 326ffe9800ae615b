// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.rest.Shape.Elements;
import io.slipway.rest.Shape.Fields;
import io.slipway.rest.Shape.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The interface of the original, as {@code rest-v1-shapes.txt} tells it. */
final class Shapes {

  /**
   * One operation.
   *
   * @param query the forms of its parameters by their names, of which some are required
   * @param answer of what a success answers with, if anything
   */
  record Operation(
      String method,
      String path,
      Map<String, String> query,
      Optional<Fields> body,
      int status,
      Optional<Fields> answer,
      Set<Integer> errors) {

    /** As in the tables of {@code docs/roles.md}. */
    String name() {
      return method + " " + path.replaceFirst("^/v1/\\{scopeId}", "");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final ListIterator<String> lines;

  private Shapes(List<String> lines) {
    this.lines = lines.listIterator();
  }

  static List<Operation> all() {
    List<Operation> operations = new ArrayList<>();
    for (String block : resource().split("\n\n", -1)) {
      if (block.strip().matches("(?s)(GET|POST|PUT|DELETE) /.*")) {
        operations.add(new Shapes(block.strip().lines().toList()).operation());
      }
    }
    return List.copyOf(operations);
  }

  private Operation operation() {
    String[] head = lines.next().split(" +", 3);
    Map<String, String> query = new LinkedHashMap<>();
    Optional<Fields> body = Optional.empty();
    int status = 0;
    Optional<Fields> answer = Optional.empty();
    Set<Integer> errors = new HashSet<>();
    while (lines.hasNext()) {
      String[] words = lines.next().strip().split(" +", 2);
      switch (words[0]) {
        case "query" -> query.putAll(parameters(words[1]));
        case "body" -> body = Optional.of(fields(4));
        case "errors" ->
            Arrays.stream(words[1].split(" ", -1)).map(Integer::valueOf).forEach(errors::add);
        default -> {
          status = Integer.parseInt(words[0]);
          Fields fields = fields(4);
          // The original says of some answers what they hold, and that they have no body.
          answer = fields.types().isEmpty() || status == 204 ? answer : Optional.of(fields);
        }
      }
    }
    String path = head[1].replaceFirst("/$", "");
    return new Operation(head[0], path, query, body, status, answer, errors);
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String parameter : text.split("; ", -1)) {
      String[] parts = parameter.split(": ", 2);
      query.put(parts[0], withoutDefault(parts[1]));
    }
    return query;
  }

  /** The fields that stand at this indentation or, below one of them, deeper. */
  private Fields fields(int indentation) {
    Map<String, Shape> types = new LinkedHashMap<>();
    Set<String> required = new HashSet<>();
    while (lines.hasNext()) {
      String line = lines.next();
      if (indentation(line) < indentation) {
        lines.previous();
        break;
      }
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).strip();
      if (name.endsWith("*")) {
        name = name.substring(0, name.length() - 1);
        required.add(name);
      }
      types.put(name, shape(line.substring(colon + 1).strip(), indentation));
    }
    return new Fields(types, required);
  }

  private Shape shape(String form, int indentation) {
    if (form.isEmpty()) {
      return fields(indentation + 2);
    }
    if (form.equals("[]")) {
      return new Elements(fields(indentation + 4));
    }
    return form.startsWith("[] of ")
        ? new Elements(new Scalar(form.substring(6)))
        : new Scalar(withoutDefault(form));
  }

  private static String withoutDefault(String form) {
    return form.replaceFirst("=.*", "");
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String resource() {
    try (InputStream in = Shapes.class.getResourceAsStream("rest-v1-shapes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
