// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.javalin.router.Endpoint;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.rest.Shapes.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The description is served, is OpenAPI, and describes what there is: all of it and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DescriptionTest {
  private static final String FILES = "server/src/main/resources/io/slipway/rest/openapi/";
  private static final Set<String> NOT_SUPPORTED = Set.of("tagId");

  private Furnished world;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    world = new Furnished(directory);
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @Test
  void description_isServedToEverybodyInBothForms() throws IOException {
    Reply json = world.slipway.send(null, "GET", "/v1/openapi.json", null).is(200);
    assertThat(json.at("/openapi")).isEqualTo("3.0.3");
    Reply yaml = world.slipway.send(null, "GET", "/v1/openapi.yaml", null).is(200);
    assertThat(new YAMLMapper().readTree(yaml.text())).isEqualTo(json.json());
  }

  @Test
  void description_isOpenApi() throws IOException {
    JsonNode document = world.ann.get("/v1/openapi.json").json();
    try (InputStream schema =
        DescriptionTest.class.getResourceAsStream("openapi-3.0-schema.json")) {
      List<Error> problems =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
              .getSchema(schema)
              .validate(document);
      assertThat(problems).isEmpty();
    }
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void operation_isDescribedWhereItIsServedAndOnlyThere() {
    Set<String> described = Described.DOCUMENT.operations().collect(Collectors.toSet());
    assertThat(Shapes.all().stream().map(Operation::toString)).isSubsetOf(described);
    Set<String> routes =
        described.stream()
            .map(o -> o.replace("/provisionTemplates/default", "/provisionTemplates/{templateId}"))
            .collect(Collectors.toSet());
    Set<String> served = served();
    for (String operation : served) {
      assertThat(routes.contains(operation))
          .as("%s is served and not described: add it to %s", operation, fileOf(operation))
          .isTrue();
    }
    for (String operation : routes) {
      assertThat(served.contains(operation))
          .as("%s is described in %s and not served", operation, fileOf(operation))
          .isTrue();
    }
  }

  private static String fileOf(String operation) {
    String noun = operation.replaceFirst("^\\S+ /v1/(\\{scopeId}/)?([^/]+).*", "$2");
    return FILES
        + noun
        + ".yaml"
        + (OpenApiDocument.NOUNS.contains(noun) ? "" : ", and that to OpenApiDocument.NOUNS");
  }

  /** What has routes, but for the pages that show the description. */
  private Set<String> served() {
    Set<String> served = new TreeSet<>();
    InvocationHandler handler =
        (routes, method, arguments) -> {
          if (!method.getName().equals("addEndpoint")) {
            return InvocationHandler.invokeDefault(routes, method, arguments);
          }
          Endpoint endpoint = (Endpoint) arguments[0];
          served.add(endpoint.method + " " + endpoint.path);
          return routes;
        };
    world.slipway.api.addTo(
        (JavalinDefaultRoutingApi)
            Proxy.newProxyInstance(
                DescriptionTest.class.getClassLoader(),
                new Class<?>[] {JavalinDefaultRoutingApi.class},
                handler));
    served.removeIf(o -> o.startsWith("GET /v1/docs"));
    return served;
  }

  @Test
  void parameterOfAPath_isDescribedByItsName() {
    for (String operation : operations()) {
      String path = operation.split(" ", 2)[1];
      Set<String> inPath =
          Stream.of(path.split("/", -1))
              .filter(s -> s.startsWith("{"))
              .map(s -> s.substring(1, s.length() - 1))
              .collect(Collectors.toSet());
      assertThat(parameters(operation, "path").map(p -> p.at("/name").asText()))
          .as(operation)
          .containsExactlyInAnyOrderElementsOf(inPath);
    }
  }

  @Test
  void parameterOfTheOriginal_isDescribed() {
    for (Operation operation : Shapes.all()) {
      Set<String> names =
          operation.query().keySet().stream()
              .map(n -> n.replace("*", ""))
              .filter(n -> !NOT_SUPPORTED.contains(n))
              .filter(n -> !operation.path().endsWith("/certificates/_install"))
              .collect(Collectors.toSet());
      assertThat(parameters(operation.toString(), "query").map(p -> p.at("/name").asText()))
          .as(operation.toString())
          .containsAll(names);
    }
  }

  @Test
  void parameter_thatIsDescribedIsTaken() {
    for (String operation : operations()) {
      String path = operation.split(" ", 2)[1].replace("{scopeId}", "_");
      for (var id : world.ids.entrySet()) {
        path = path.replace("{" + id.getKey() + "}", id.getValue());
      }
      for (JsonNode parameter : parameters(operation, "query").toList()) {
        String query = "?" + parameter.at("/name").asText() + "=" + value(parameter.at("/schema"));
        Reply reply =
            operation.startsWith("GET")
                ? world.ann.get(path + query)
                : world.ann.post(path + query, "{}");
        assertThat(reply.text()).as(operation + query).doesNotContain("is not a known parameter");
        if (operation.startsWith("GET")) {
          // A stream is for those only who ask for one.
          assertThat(reply.status()).as(operation + query).isIn(200, 406);
        }
      }
    }
  }

  private static String value(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.at("/enum/0").asText();
    }
    if (schema.has("example")) {
      return schema.get("example").asText();
    }
    return switch (schema.path("type").asText()) {
      case "boolean" -> "true";
      case "integer" -> "1";
      case "array" -> value(schema.get("items"));
      default -> schema.path("format").asText().equals("date-time") ? "2026-01-01T00:00:00Z" : "AQ";
    };
  }

  private static List<String> operations() {
    return Described.DOCUMENT.operations().toList();
  }

  private static Stream<JsonNode> parameters(String operation, String in) {
    String[] words = operation.split(" ", 2);
    return Described.DOCUMENT.parameters(words[0], words[1]).stream()
        .filter(p -> p.at("/in").asText().equals(in));
  }
}
