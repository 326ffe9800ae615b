// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.Role;
import io.slipway.rest.Shapes.Operation;
import io.slipway.security.TestManufacturer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Everybody may do what the tables of {@code docs/roles.md} say, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
  private static final String NOBODYS = "zzzzzzzz";

  private final List<String> document = document();
  private final Map<String, Right> operations = operations();
  private final Map<Role, Installation.Caller> callers = new EnumMap<>(Role.class);
  private Installation slipway;
  private Map<String, String> foreign;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    long id = 5_000;
    for (Role role : Role.values()) {
      slipway.user(new Id(id++), Installation.ACME, "as-" + role, role);
      callers.put(role, slipway.login("as-" + role));
    }
    slipway.user(new Id(id), Installation.ACME, "as-nobody");
    foreign = foreign();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void roles_haveTheRightsOfTheTable() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (List<String> cells : table("| right |")) {
      rows.put(cells.get(0), cells.subList(1, cells.size()));
    }
    List<String> columns = rows.remove("right");
    assertThat(columns).isEqualTo(Arrays.stream(Role.values()).map(Role::name).toList());
    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Right.values()).map(RolesTest::name).toList());
    for (Right right : Right.values()) {
      List<String> said =
          Arrays.stream(Role.values()).map(r -> r.rights().contains(right) ? "yes" : "").toList();
      assertThat(rows.get(name(right))).as(name(right)).isEqualTo(said);
    }
  }

  @Test
  void operations_ofTheOriginal_areAllThere() {
    assertThat(Shapes.all().stream().map(Operation::name))
        .filteredOn(o -> !o.contains("/v1/authentication/"))
        .hasSize(94)
        .isSubsetOf(operations.keySet());
    for (String own : List.of("apikey", "refresh", "user", "logout")) {
      Reply reply = slipway.send(null, "POST", "/v1/authentication/" + own, "{}");
      assertThat(reply.status()).as(own).isIn(400, 401);
    }
  }

  @Test
  void operation_isForThoseWhoHaveItsRight() {
    operations.forEach(
        (operation, right) ->
            callers.forEach(
                (role, caller) -> {
                  int status = call(caller, operation, "_", Map.of()).http().statusCode();
                  if (role.rights().contains(right)) {
                    assertThat(status).as(operation + " by " + role).isNotIn(401, 403, 405, 500);
                  } else {
                    assertThat(status).as(operation + " by " + role).isEqualTo(403);
                  }
                }));
  }

  @Test
  void operation_isNotForThoseWithoutARole() {
    Installation.Caller nobody = slipway.login("as-nobody");
    for (String operation : operations.keySet()) {
      call(nobody, operation, "_", Map.of()).isProblem(403, "SUBJECT_UNAUTHORIZED");
    }
  }

  @Test
  void accountBesideOrAbove_isClosedToEverybodyAsOneThatDoesNotExist() {
    Installation.Caller administrator = callers.get(Role.ADMINISTRATOR);
    for (String operation : operations.keySet()) {
      if (!operation.contains(" /v1/")) {
        for (String scope : List.of(Installation.OTHER.toString(), "AQ", NOBODYS)) {
          Reply reply = call(administrator, operation, scope, foreign);
          reply.isProblem(403, "SUBJECT_UNAUTHORIZED");
          assertThat(reply.text()).as(operation).doesNotContain(scope);
        }
      }
    }
  }

  @Test
  void entityOfAnotherAccount_isNotThere() {
    Installation.Caller administrator = callers.get(Role.ADMINISTRATOR);
    for (String operation : operations.keySet()) {
      if (operation.contains("{")) {
        Reply theirs = call(administrator, operation, "_", foreign);
        Reply none = call(administrator, operation, "_", Map.of());
        assertThat(theirs.http().statusCode()).as(operation).isEqualTo(404);
        assertThat(none.http().statusCode()).as(operation).isEqualTo(404);
      }
    }
    for (String one : List.of("users/{userId}", "provisionRequests/{provisionRequestId}")) {
      call(slipway.admin(), "GET /" + one, Installation.OTHER.toString(), foreign).is(200);
    }
  }

  private Reply call(
      Installation.Caller caller, String operation, String scope, Map<String, String> ids) {
    String[] words = operation.split(" ", 2);
    String path = words[1].startsWith("/v1") ? words[1] : "/v1/" + scope + words[1];
    for (var id : ids.entrySet()) {
      path = path.replace("{" + id.getKey() + "}", id.getValue());
    }
    path = path.replaceAll("\\{[^}]*}", NOBODYS);
    return switch (words[0]) {
      case "GET" -> caller.get(path);
      case "DELETE" -> caller.delete(path);
      case "PUT" -> caller.put(path, "{\"optlock\":1}");
      case "POST" -> caller.post(path, "{}");
      default -> throw new AssertionError(operation);
    };
  }

  /** What there is in the other account, by the names that paths have for its ids. */
  private Map<String, String> foreign() {
    Installation.Caller olga = slipway.login("olga");
    String endpoint =
        olga.post(
                "/v1/_/endpointInfos",
                "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                    + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
            .is(201)
            .at("/id");
    String request =
        olga.post("/v1/_/provisionRequests", Bodied.request("theirs").json()).is(200).at("/id");
    String user = olga.get("/v1/_/users?name=olga").is(200).at("/items/0/id");
    String account =
        olga.post(
                "/v1/_/accounts",
                "{\"name\":\"other-child\",\"organizationName\":\"o\","
                    + "\"organizationEmail\":\"o@example.org\"}")
            .is(201)
            .at("/id");
    String credential = olga.get("/v1/_/credentials").is(200).at("/items/0/id");
    String webhook =
        olga.post("/v1/_/webhooks", "{\"name\":\"theirs\",\"url\":\"https://a.example\"}")
            .is(201)
            .at("/id");
    String maker =
        olga.post(
                "/v1/_/manufacturerAuthorities",
                ManufacturerResourceTest.body("theirs", TestManufacturer.root("CN=Theirs").pem()))
            .is(201)
            .at("/id");
    String application =
        olga.post(
                "/v1/_/packages",
                "{\"name\":\"a\",\"version\":\"1\",\"url\":\"https://a.example/a\",\"size\":1,"
                    + "\"sha256\":\"%s\"}".formatted("0".repeat(64)))
            .is(201)
            .at("/id");
    return Map.of(
        "manufacturerAuthorityId",
        maker,
        "packageId",
        application,
        "webhookId",
        webhook,
        "endpointInfoId",
        endpoint,
        "provisionRequestId",
        request,
        "userId",
        user,
        "accountId",
        account,
        "credentialId",
        credential);
  }

  private Map<String, Right> operations() {
    Map<String, Right> rights = new TreeMap<>();
    for (List<String> cells : table("| operation |")) {
      if (!cells.get(0).equals("operation")) {
        Right right =
            Arrays.stream(Right.values())
                .filter(r -> name(r).equals(cells.get(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no right is called " + cells.get(1)));
        rights.put(cells.get(0), right);
      }
    }
    return rights;
  }

  /** The rows of the table that begins so, its head first. */
  private List<List<String>> table(String head) {
    int from = 0;
    while (!document.get(from).startsWith(head)) {
      from++;
    }
    return document.subList(from, document.size()).stream()
        .takeWhile(l -> l.startsWith("|"))
        .filter(l -> !l.startsWith("|---"))
        .map(RolesTest::cells)
        .toList();
  }

  private static List<String> cells(String line) {
    String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
    return Arrays.stream(cells).map(String::strip).toList();
  }

  private static String name(Right right) {
    return right.domain() + " " + right.action();
  }

  private static List<String> document() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "roles.md"));
    } catch (IOException e) {
      throw new AssertionError("docs/roles.md cannot be read", e);
    }
  }
}
