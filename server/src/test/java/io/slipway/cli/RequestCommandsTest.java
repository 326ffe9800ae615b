// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestCommandsTest {
  private static final String REQUESTS = "/v1/_/provisionRequests";
  private static final String ENDPOINTS =
      """
      {"items":[{"dns":"localhost","port":1883,"secure":false,"usages":[{"name":"PROVISION"}]},
                {"dns":"slipway.example","port":8883,"secure":true,"usages":[]}]}\
      """;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET /v1/_/endpointInfos", 200, ENDPOINTS);
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void create_sendsWhatTheFlagsSay() throws IOException {
    created();
    int code =
        terminal
            .input("Passw0rd\n")
            .run(
                "request",
                "create",
                "gw-1",
                "--username",
                "u",
                "--password-stdin",
                "--activation-key",
                "--activates-on",
                "2026-12-24",
                "--expires-on",
                "+1d",
                "--disabled",
                "--endpoint",
                "AQ",
                "--profile",
                "full",
                "--max-attempts",
                "-1",
                "--password-length",
                "40",
                "--user-coupling",
                "strict",
                "--package",
                "heater:1.2.0",
                "--rollback-packages",
                "--reserve-user");
    assertThat(terminal.err()).isEmpty();
    assertThat(code).isZero();
    assertThat(json(rest.last().body()))
        .isEqualTo(
            json(
                """
                {"type":"provisioningRequestCreator","clientId":"gw-1",
                 "authenticationType":"USER_PASS","username":"u","generateActivationKey":true,
                 "password":"Passw0rd","options":{"endpointInfoId":"AQ",
                 "activationOptions":{"status":"DISABLED","activatesOn":"2026-12-24T00:00:00Z",
                 "expiresOn":"2026-11-25T10:00:00Z"},
                 "connectionOptions":{"reserveUser":true,"userCouplingMode":"STRICT",
                 "passwordLength":40},
                 "extraOptions":{"slipway":{"retryMaxAttempts":-1,"profile":"full",
                 "packages":[{"name":"heater","version":"1.2.0"}],"rollbackPackages":true}}}}\
                """));
  }

  @Test
  void create_printsTheSecretsAsTheAgentTakesThem() {
    created();
    assertThat(terminal.run("request", "create", "gw-1")).isZero();
    assertThat(terminal.out())
        .contains("Request for gw-1 created, id AQ.")
        .contains("  broker-url=mqtts://slipway.example:8883\n")
        .contains("  client-id=gw-1\n")
        .contains("  username=gw-1\n")
        .contains("  password=made\n")
        .contains("  activation-key=K3Y\n");
    assertThat(rest.asked().get(1).body())
        .contains("\"activatesOn\":\"2026-11-24T00:00:00Z\"")
        .doesNotContain("password\":");
  }

  @Test
  void create_writesTheAgentsFile() {
    created();
    Path file = folder.resolve("gw-1.properties");
    assertThat(terminal.run("request", "create", "gw-1", "--agent-config", file.toString()))
        .isZero();
    assertThat(file).content().contains("password=made\n");
    assertThat(terminal.out()).doesNotContain("made");
  }

  @Test
  void create_showsTheSecretsWhereTheFileCannotBeWritten() {
    created();
    assertThat(terminal.run("request", "create", "gw-1", "--agent-config", "/dev/null/gw-1"))
        .isZero();
    assertThat(terminal.err()).contains("cannot write");
    assertThat(terminal.out()).contains("  password=made\n");
  }

  @Test
  void create_takesAConfigurationInJson() throws IOException {
    created();
    Path file = Files.writeString(folder.resolve("c.json"), "{\"configuration\":[]}");
    assertThat(terminal.run("request", "create", "gw-1", "--config", file.toString())).isZero();
    assertThat(rest.asked().get(1).body())
        .contains("\"deviceConfiguration\":{\"configuration\":[]}");
  }

  @Test
  void create_refusesAFileThatIsNoConfiguration() throws IOException {
    Path json = Files.writeString(folder.resolve("c.json"), "{\"a\":1}");
    assertThat(terminal.run("request", "create", "gw-1", "--config", json.toString())).isEqualTo(1);
    assertThat(terminal.err()).contains("it has no list \"configuration\"");
    Path xml = Files.writeString(folder.resolve("c.xml"), "<html/>");
    assertThat(terminal.run("request", "create", "gw-1", "--config", xml.toString())).isEqualTo(1);
    assertThat(terminal.err()).contains(xml + " is no configuration");
    assertThat(rest.asked()).isEmpty();
  }

  @Test
  void set_changesOnlyWhatIsSaid() throws IOException {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[" + running() + "]}");
    rest.answer(
        "GET " + REQUESTS + "/AQ/options",
        200,
        """
        {"optlock":4,"activationOptions":{"status":"ENABLED","activatesOn":"2026-11-24T09:00:00Z",
         "expiresOn":"2026-11-30T09:00:00Z"},"connectionOptions":{"passwordLength":30}}\
        """);
    rest.answer("PUT " + REQUESTS + "/AQ/options", 200, "{}");
    assertThat(
            terminal.run(
                "request", "set", "gw-1", "--disable", "--no-expiry", "--max-attempts", "9"))
        .isZero();
    assertThat(json(rest.last().body()))
        .isEqualTo(
            json(
                """
                {"optlock":4,
                 "activationOptions":{"status":"DISABLED","activatesOn":"2026-11-24T09:00:00Z"},
                 "connectionOptions":{"passwordLength":30},
                 "extraOptions":{"slipway":{"retryMaxAttempts":9}}}\
                """));
    assertThat(terminal.out()).isEqualTo("Request gw-1 is changed.\n");
  }

  @Test
  void refusal_isToldInTheServersWords() {
    rest.answer("POST " + REQUESTS, 409, "{\"message\":\"client id gw-1 is already used\"}");
    assertThat(terminal.run("request", "create", "gw-1")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: client id gw-1 is already used\n");
  }

  @Test
  void list_isATable() {
    rest.answer("GET " + REQUESTS, 200, "{\"limitExceeded\":true,\"items\":[" + running() + "]}");
    assertThat(terminal.run("request", "list", "--status", "running", "--limit", "1")).isZero();
    assertThat(rest.last().line())
        .isEqualTo("GET " + REQUESTS + "?limit=1&offset=0&executionStatus=RUNNING");
    assertThat(terminal.out())
        .isEqualTo(
            """
            CLIENT ID  STATUS   STEP           ATTEMPTS  CAUSE  CREATED               ID
            gw-1       RUNNING  CONF_UPDATING  1         -      2026-11-24T09:00:00Z  AQ
            """);
    assertThat(terminal.err()).isEqualTo("More follow: --offset 1, or --all\n");
  }

  @Test
  void json_isTheServersAnswer() throws IOException {
    String answer = "{\"limitExceeded\":false,\"size\":1,\"items\":[" + running() + "]}";
    rest.answer("GET " + REQUESTS, 200, answer);
    assertThat(terminal.run("request", "list", "--json")).isZero();
    assertThat(json(terminal.out())).isEqualTo(json(answer));
  }

  @Test
  void show_tellsAttemptsAndTheirLog() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[" + failed("STEP_TIMEOUT") + "]}");
    rest.answer(
        "GET " + REQUESTS + "/AQ/executions",
        200,
        """
        {"items":[{"executionStatus":"FAILED","startedOn":"2026-11-24T09:01:00.123Z",
          "endedOn":"2026-11-24T09:02:00.123Z","log":"one\\ntwo \\u001b[31m",
          "slipway":{"attempt":1,"failureCause":"STEP_TIMEOUT"}}]}\
        """);
    assertThat(terminal.run("request", "show", "gw-1")).isZero();
    assertThat(terminal.out())
        .contains("status         FAILED: STEP_TIMEOUT\n")
        .contains("attempts       1 of 5\n")
        .contains("attempt 1  FAILED: STEP_TIMEOUT  2026-11-24T09:01:00Z to 2026-11-24T09:02:00Z")
        .contains("  one\n  two ?[31m\n");
  }

  @Test
  void request_isFoundByIdWhereNoClientIdFits() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[]}");
    rest.answer("GET " + REQUESTS + "/AQ", 200, running());
    rest.answer("DELETE " + REQUESTS + "/AQ", 200, "");
    assertThat(terminal.run("request", "delete", "AQ")).isZero();
    assertThat(terminal.out()).isEqualTo("The request AQ is deleted.\n");
  }

  @Test
  void unknownRequest_isRefused() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[]}");
    assertThat(terminal.run("request", "stop", "no-such-device")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: there is no request no-such-device\n");
  }

  @Test
  void wait_endsWhenTheRequestIsCompleted() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[" + failed("STEP_TIMEOUT") + "]}");
    rest.answer("GET " + REQUESTS + "/AQ", 200, running());
    rest.answer("GET " + REQUESTS + "/AQ", 200, "{\"executionStatus\":\"COMPLETED\"}");
    assertThat(terminal.run("request", "wait", "gw-1")).isZero();
    assertThat(terminal.out()).isEqualTo("COMPLETED\n");
    assertThat(terminal.err()).isEqualTo("FAILED: STEP_TIMEOUT\nRUNNING (CONF_UPDATING)\n");
  }

  @Test
  void wait_failsWhereNoAttemptIsLeft() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[" + failed("ATTEMPTS_EXHAUSTED") + "]}");
    assertThat(terminal.run("request", "wait", "gw-1")).isEqualTo(1);
  }

  @Test
  void wait_failsWhenTimeIsUp() {
    rest.answer("GET " + REQUESTS, 200, "{\"items\":[" + running() + "]}");
    rest.answer("GET " + REQUESTS + "/AQ", 200, running());
    assertThat(terminal.run("request", "wait", "gw-1", "--timeout", "2")).isEqualTo(1);
    assertThat(terminal.err()).contains("gw-1 is not completed after 2 s: RUNNING");
  }

  @Test
  void wrongUsage_endsWith2() {
    assertThat(terminal.run("request")).isEqualTo(2);
    assertThat(terminal.err())
        .contains("request create|list|show|attempts|set|wait|reveal|stop|rearm|delete");
    assertThat(terminal.run("request", "create")).isEqualTo(2);
    assertThat(terminal.run("request", "create", "a", "--profile", "best")).isEqualTo(2);
    assertThat(terminal.run("request", "create", "a", "--max-attempts", "many")).isEqualTo(2);
    assertThat(terminal.run("request", "lst")).isEqualTo(2);
    assertThat(terminal.err()).contains("Did you mean: request ");
    assertThat(rest.asked()).isEmpty();
  }

  private void created() {
    rest.answer(
        "POST " + REQUESTS,
        200,
        """
        {"id":"AQ","clientId":"gw-1","username":"gw-1","password":"made",
         "activationKey":"K3Y"}\
        """);
  }

  private static String running() {
    return """
    {"id":"AQ","clientId":"gw-1","executionStatus":"RUNNING","createdOn":"2026-11-24T09:00:00.123Z",
     "options":{"extraOptions":{"slipway":{"step":"CONF_UPDATING","attempts":1,
     "retryMaxAttempts":5}}}}\
    """;
  }

  private static String failed(String cause) {
    return """
    {"id":"AQ","clientId":"gw-1","executionStatus":"FAILED","options":{"extraOptions":{"slipway":
     {"attempts":1,"retryMaxAttempts":5,"failureCause":"%s"}}}}\
    """
        .formatted(cause);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
