// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Id;
import io.slipway.rest.Shapes.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the original is there, takes what it takes there, and answers as it does. */
class ContractTest {
  private static final List<Operation> ALL = Shapes.all();
  private static final String NOBODYS = "zzzzzzzz";

  /** What is refused as not supported. */
  private static final Set<String> REFUSED =
      Set.of(
          "POST /devices/{deviceId}/certificates/_install",
          "PUT /deviceconnections/{connectionId}/options");

  private static final Set<String> PARAMETERS_REFUSED = Set.of("tagId=AQ", "status=NULL");

  /** Fields that nothing here has a value for, by operations and places. */
  private static final List<Pattern> VALUELESS =
      Stream.of(
              "\\S+ \\S+/authentication/info .*/(rolePermissions.*|groupId|refreshToken)",
              "\\S+ \\S+/authentication/info .*/(invalidatedOn|trustKey)",
              "\\S+ \\S+/credentials\\S* .*/(loginFailuresReset|lockoutReset)",
              "\\S+ \\S+/devices\\S* .*/(groupId|tagIds|position)",
              "\\S+ \\S+/devices/?\\S* .*/connection/(userId|serverIp|allowUserChange)",
              "\\S+ \\S+/devices/?\\S* .*/connection/(userCouplingMode|reservedUserId)",
              "\\S+ \\S+/deviceconnections\\S* .*/(userId|serverIp|reservedUserId)",
              "\\S+ \\S+/deviceconnections\\S* .*/(allowUserChange|userCouplingMode)",
              "\\S+ \\S+/provisionRequests\\S* .*/(userId|certificateDevId)",
              "\\S+ \\S+/users\\S* .*/(externalId|externalUsername)")
          .map(Pattern::compile)
          .toList();

  private final Set<String> ours = ours();
  @TempDir private Path directory;
  private Furnished world;

  @BeforeEach
  void start() throws Exception {
    world = new Furnished(directory);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void operation_answersInTheShapeOfTheOriginal() {
    assertThat(ALL).hasSize(99);
    List<String> problems = new ArrayList<>();
    for (Operation operation : ordered()) {
      Reply reply = call(operation, world.ids, query(operation), body(operation));
      if (REFUSED.contains(operation.name())) {
        reply.isProblem(409, "OPERATION_NOT_ALLOWED");
      } else if (reply.status() != operation.status()) {
        problems.add(operation + " answered " + reply.status() + " " + reply.text());
      } else {
        problems(operation, reply).forEach(problems::add);
      }
    }
    assertThat(problems).isEmpty();
  }

  private Stream<String> problems(Operation operation, Reply reply) {
    if (operation.answer().isEmpty()) {
      return reply.text().isEmpty() ? Stream.of() : Stream.of(operation + " has a body");
    }
    Shape.Fields shape = answer(operation);
    Stream<String> absent =
        operation.method().equals("GET")
            ? shape
                .absent("", List.of(reply.json()))
                .map(field -> operation + " " + field)
                .filter(f -> VALUELESS.stream().noneMatch(v -> v.matcher(f).matches()))
                .map(f -> f + " is in no answer")
            : Stream.of();
    return Stream.concat(absent, shape.problems(operation + " ", reply.json(), ours));
  }

  /** The original says that a template comes of making a group, which cannot be meant. */
  private static Shape.Fields answer(Operation operation) {
    return operation.name().equals("POST /provisionGroups")
        ? operation("GET", operation.path() + "/{groupName}").answer().orElseThrow()
        : operation.answer().orElseThrow();
  }

  private static Operation operation(String method, String path) {
    return ALL.stream()
        .filter(o -> o.method().equals(method) && o.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void body_ofTheOriginal_isKnownInAllItsFields() {
    for (Operation operation : ALL) {
      if (operation.method().equals("POST") && operation.body().isPresent()) {
        JsonNode sent = Reply.parse(body(operation).orElse("{}"));
        assertThat(operation.body().get().absent("", List.of(sent))).as(operation.name()).isEmpty();
      }
    }
  }

  @Test
  void parameter_ofTheOriginal_isTaken() {
    for (Operation operation : ALL) {
      if (!REFUSED.contains(operation.name())) {
        operation
            .query()
            .forEach(
                (name, form) ->
                    values(operation, name, form)
                        .forEach(v -> assertTaken(operation, name.replace("*", "") + "=" + v)));
      }
    }
  }

  private void assertTaken(Operation operation, String parameter) {
    boolean ofOne = operation.query().containsKey("certificateId*");
    if (ofOne && parameter.startsWith("certificate")) {
      return; // needed, and so taken in every call
    }
    String query = (ofOne ? query(operation) + "&" : "?") + parameter;
    Reply reply = call(operation, world.ids, query, body(operation));
    if (PARAMETERS_REFUSED.contains(parameter)) {
      assertThat(reply.is(400).at("/message")).contains("is not supported");
    } else {
      assertThat(reply.status())
          .as("%s?%s: %s", operation, parameter, reply.text())
          .isEqualTo(operation.status());
    }
  }

  private static Stream<String> values(Operation operation, String name, String form) {
    if (name.equals("sortParam")) {
      return Described.DOCUMENT.words(operation.method(), operation.path(), name);
    }
    return switch (form) {
      case "boolean" -> Stream.of("true", "false");
      case "integer" -> Stream.of("1");
      case "string(date-time)" -> Stream.of("2026-01-01T00:00:00Z");
      case "id" -> Stream.of("AQ");
      case "string" -> Stream.of(name.equals("templateId") ? "default" : "x");
      default -> new Shape.Scalar(form.replaceAll("[\\[\\]']", "")).words().stream();
    };
  }

  @Test
  void error_isToldAsTheOriginalDoes() {
    world.slipway.user(new Id(900), Installation.ACME, "nobody");
    Installation.Caller nobody = world.slipway.login("nobody");
    Installation.Caller stranger = world.slipway.withToken("stranger");
    for (Operation operation : ALL) {
      boolean guarded = !operation.path().startsWith("/v1/authentication/");
      if (guarded && operation.errors().contains(401)) {
        call(stranger, operation, world.ids, "", body(operation)).isProblem(401, "UNAUTHENTICATED");
      }
      if (guarded && operation.errors().contains(403)) {
        call(nobody, operation, world.ids, "", body(operation))
            .isProblem(403, "SUBJECT_UNAUTHORIZED");
      }
      if (operation.errors().contains(404) && operation.path().matches(".*/\\{(?!scopeId).*")) {
        call(operation, Map.of(), query(operation), body(operation))
            .isProblem(404, "ENTITY_NOT_FOUND");
      }
      if (operation.errors().contains(400)) {
        refusesWhatItDoesNotKnow(operation);
      }
    }
  }

  private void refusesWhatItDoesNotKnow(Operation operation) {
    if (REFUSED.contains(operation.name())) {
      return;
    }
    if (operation.body().isPresent()) {
      Optional<String> body = Optional.of("{\"colour\":1}");
      assertThat(call(operation, world.ids, query(operation), body).is(400).at("/type"))
          .endsWith("ArgumentExceptionInfo");
    } else if (!operation.query().isEmpty()) {
      call(operation, world.ids, "?colour=1", Optional.empty()).is(400);
    }
  }

  /** What reads goes first; what is needed for others is deleted after them. */
  private static List<Operation> ordered() {
    return ALL.stream()
        .sorted(
            Comparator.comparing((Operation o) -> o.method().equals("DELETE"))
                .thenComparing(o -> !o.method().equals("GET"))
                .thenComparing(o -> o.method().equals("DELETE") ? -o.path().length() : 0))
        .toList();
  }

  private Reply call(
      Operation operation, Map<String, String> ids, String query, Optional<String> body) {
    Installation.Caller caller =
        operation.path().endsWith("/logout") ? world.slipway.ann() : world.ann;
    return call(caller, operation, ids, query, body);
  }

  private static Reply call(
      Installation.Caller caller,
      Operation operation,
      Map<String, String> ids,
      String query,
      Optional<String> body) {
    String path = operation.path().replace("{scopeId}", "_");
    for (var id : ids.entrySet()) {
      path = path.replace("{" + id.getKey() + "}", id.getValue());
    }
    path = path.replaceAll("\\{[^}]*}", NOBODYS) + query;
    return switch (operation.method()) {
      case "GET" -> caller.get(path);
      case "DELETE" -> caller.delete(path);
      case "PUT" -> caller.put(path, body.orElseThrow());
      case "POST" -> caller.post(path, body.orElse(null));
      default -> throw new AssertionError(operation);
    };
  }

  /** The parameters that it cannot be called without, or would not show all without. */
  private String query(Operation operation) {
    if (operation.query().containsKey("certificateId*")) {
      return "?certificateType=SSL&certificateId=" + world.ids.get("certificateId");
    }
    if (operation.query().containsKey("defaultService*")) {
      return "?defaultService=true";
    }
    return operation.query().containsKey("limit") ? "?askTotalCount=true" : "";
  }

  private Optional<String> body(Operation operation) {
    return operation.method().equals("PUT")
        ? Optional.of(shown(operation))
        : FullBodies.of(operation, world);
  }

  /** Whatever is shown may be sent back, and null for what has no value. */
  private String shown(Operation operation) {
    Operation get = operation("GET", operation.path());
    ObjectNode shown = (ObjectNode) call(get, world.ids, "", Optional.empty()).is(200).json();
    operation.body().orElseThrow().types().keySet().stream()
        .filter(f -> !shown.has(f))
        .forEach(shown::putNull);
    return shown.toString();
  }

  /** The names of fields that {@code docs/rest.md} lists as ours, and that of types. */
  private static Set<String> ours() {
    Set<String> names = new TreeSet<>(Set.of("type"));
    try (Stream<String> lines = Files.lines(Path.of("..", "docs", "rest.md"))) {
      lines
          .dropWhile(l -> !l.startsWith("| where | field |"))
          .takeWhile(l -> l.startsWith("|"))
          .skip(2)
          .map(l -> l.split("\\|", -1)[2])
          .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
          .map(r -> r.group(1))
          .forEach(f -> names.add(f.contains("slipway") ? "slipway" : f));
      return names;
    } catch (IOException e) {
      throw new AssertionError("docs/rest.md cannot be read", e);
    }
  }
}
