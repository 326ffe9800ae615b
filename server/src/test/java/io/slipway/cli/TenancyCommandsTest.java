// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenancyCommandsTest {
  private static final String ANN =
      """
      {"id":"Ag","name":"ann","status":"ENABLED","optlock":3,
       "slipway":{"roles":["FLEET_MANAGER","VIEWER"]}}\
      """;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET /v1/_/users", 200, "{\"items\":[" + ANN + "]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void accountCreate_sendsWhatTheFlagsSay() {
    rest.answer("POST /v1/_/accounts", 201, "{\"id\":\"Bg\"}");
    assertThat(
            terminal.run(
                "account", "create", "acme", "--email", "a@acme.example", "--max-devices", "5"))
        .isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"name\":\"acme\",\"organizationName\":\"acme\","
                + "\"organizationEmail\":\"a@acme.example\",\"slipway\":{\"maxDevices\":5}}");
    assertThat(terminal.out()).isEqualTo("Account acme created, id Bg.\n");
  }

  @Test
  void account_isOnesOwnWhereNoneIsNamed() {
    rest.answer(
        "GET /v1/account",
        200,
        """
        {"name":"acme","optlock":2,"organization":{"name":"Acme","email":"a@acme.example",
         "city":"Trieste"}}\
        """);
    rest.answer("PUT /v1/account", 200, "{\"name\":\"acme\"}");
    assertThat(terminal.run("account", "show")).isZero();
    assertThat(terminal.out()).contains("name           acme\n", "city           Trieste\n");
    assertThat(terminal.run("account", "set", "--city", "", "--phone", "1")).isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"name\":\"acme\",\"optlock\":2,\"organization\":{\"name\":\"Acme\","
                + "\"email\":\"a@acme.example\",\"phoneNumber\":\"1\"}}");
    assertThat(terminal.run("account", "set", "--max-devices", "5")).isEqualTo(1);
    assertThat(terminal.err()).contains("is for the one above to say");
  }

  @Test
  void accountSet_changesOneBelow() {
    rest.answer("GET /v1/_/accounts", 200, "{\"items\":[{\"id\":\"Bg\",\"name\":\"acme\"}]}");
    rest.answer("PUT /v1/_/accounts/Bg", 200, "{\"name\":\"acme\"}");
    assertThat(terminal.run("account", "set", "acme", "--max-devices", "5")).isZero();
    assertThat(rest.last().body())
        .isEqualTo("{\"id\":\"Bg\",\"name\":\"acme\",\"slipway\":{\"maxDevices\":5}}");
    assertThat(terminal.out()).isEqualTo("Account acme is changed.\n");
  }

  @Test
  void accountCreate_asksForAnAddress() {
    assertThat(terminal.run("account", "create", "acme")).isEqualTo(2);
    assertThat(terminal.err()).contains("--email");
  }

  @Test
  void credential_isDisabledAndUnlocked() {
    rest.answer("GET /v1/_/credentials/Dg", 200, "{\"id\":\"Dg\",\"optlock\":1}");
    rest.answer("PUT /v1/_/credentials/Dg", 200, "{}");
    rest.answer("POST /v1/_/credentials/Dg/_unlock", 204, "");
    assertThat(terminal.run("credential", "set", "Dg", "--disable")).isZero();
    assertThat(rest.last().body())
        .isEqualTo("{\"id\":\"Dg\",\"optlock\":1,\"status\":\"DISABLED\"}");
    assertThat(terminal.run("credential", "unlock", "Dg")).isZero();
    assertThat(terminal.out()).isEqualTo("The credential Dg is unlocked.\n");
  }

  @Test
  void credentialList_isOfAUserByName() {
    rest.answer("GET /v1/_/credentials", 200, "{\"items\":[]}");
    assertThat(terminal.run("credential", "list", "--user", "ann")).isZero();
    assertThat(rest.last().line()).endsWith("&userId=Ag");
  }

  @Test
  void userCreate_givesItsPassword() {
    rest.answer("POST /v1/_/users", 201, "{\"id\":\"Ag\"}");
    rest.answer("POST /v1/_/users/Ag/credentials/password/_reset", 204, "");
    terminal.input("correct horse\n");
    assertThat(
            terminal.run(
                "user", "create", "ann", "--role", "fleet-manager,viewer", "--password-stdin"))
        .isZero();
    assertThat(rest.asked().get(0).body())
        .isEqualTo("{\"name\":\"ann\",\"slipway\":{\"roles\":[\"FLEET_MANAGER\",\"VIEWER\"]}}");
    assertThat(rest.last().body()).isEqualTo("{\"newPassword\":\"correct horse\"}");
    assertThat(terminal.out()).isEqualTo("User ann created, id Ag.\n");
  }

  @Test
  void userList_isATable() {
    assertThat(terminal.run("user", "list")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            NAME  ROLES                  STATUS   EMAIL  EXPIRES  ID
            ann   FLEET_MANAGER, VIEWER  ENABLED  -      -        Ag
            """);
  }

  @Test
  void userSet_changesOnlyWhatIsSaid() {
    rest.answer("PUT /v1/_/users/Ag", 200, ANN);
    assertThat(terminal.run("user", "set", "ann", "--disable")).isZero();
    assertThat(rest.last().body())
        .contains("\"status\":\"DISABLED\"", "\"optlock\":3", "FLEET_MANAGER");
    assertThat(terminal.run("user", "set", "ann", "--email", "", "--expires", "+1d")).isZero();
    assertThat(rest.last().body())
        .contains("\"expirationDate\":\"2026-11-25T10:00:00Z\"", "\"status\":\"ENABLED\"");
    assertThat(terminal.run("user", "set", "ann", "--disable", "--enable")).isEqualTo(2);
  }

  @Test
  void ownPassword_isChangedWithoutAName() {
    rest.answer("GET /v1/authentication/info", 200, "{\"accessToken\":{\"userId\":\"Cg\"}}");
    rest.answer("POST /v1/_/users/Cg/credentials/password/_reset", 204, "");
    assertThat(terminal.answersPrompt("battery staple").run("user", "password")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"newPassword\":\"battery staple\"}");
  }

  @Test
  void credentialCreate_showsTheKeyOnce() {
    rest.answer("POST /v1/_/credentials", 201, "{\"id\":\"Dg\",\"credentialKey\":\"c2VjcmV0\"}");
    assertThat(terminal.run("credential", "create", "ann", "--expires", "+30d")).isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"userId\":\"Ag\",\"credentialType\":\"API_KEY\","
                + "\"expirationDate\":\"2026-12-24T10:00:00Z\"}");
    assertThat(terminal.out()).contains("shown only now:\nc2VjcmV0\n");
  }

  @Test
  void account_isActedInByName() {
    rest.answer("GET /v1/_/accounts", 200, "{\"items\":[{\"id\":\"Bg\"}]}");
    rest.answer("GET /v1/Bg/users", 200, "{\"items\":[]}");
    assertThat(terminal.run("user", "list", "--account", "acme")).isZero();
    assertThat(rest.asked().get(0).line()).contains("name=acme", "recursive=true");
    assertThat(terminal.out()).isEqualTo("There is no user.\n");
  }

  @Test
  void accountThatIsNotThere_isNamed() {
    rest.answer("GET /v1/_/accounts", 200, "{\"items\":[]}");
    assertThat(terminal.run("user", "list", "--account", "nobody")).isEqualTo(1);
    assertThat(terminal.err()).contains("there is no account nobody below yours");
  }

  @Test
  void auditList_isFiltered() {
    rest.answer(
        "GET /v1/_/auditRecords",
        200,
        """
        {"items":[{"at":"2026-11-24T09:00:00.000Z","actor":"ann","source":"192.0.2.1",
          "action":"deleted","subjectType":"user","subjectName":"bob"}]}\
        """);
    assertThat(terminal.run("audit", "list", "--by", "ann", "--did", "deleted")).isZero();
    assertThat(rest.last().line()).contains("actor=ann", "action=deleted");
    assertThat(terminal.out())
        .contains("2026-11-24T09:00:00Z  ann  192.0.2.1  deleted  user  bob\n");
  }

  @Test
  void delete_namesWhatIsGone() {
    rest.answer("DELETE /v1/_/users/Ag", 204, "");
    assertThat(terminal.run("user", "delete", "ann")).isZero();
    assertThat(terminal.out()).isEqualTo("The user ann is deleted.\n");
  }
}
