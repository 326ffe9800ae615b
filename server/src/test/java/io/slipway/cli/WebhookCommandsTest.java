// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookCommandsTest {
  private static final String CRM =
      """
      {"id":"Ag","name":"crm","url":"https://crm.example","enabled":true,"optlock":2,
       "kinds":["request.failed"],"state":"RETRYING","waiting":7,
       "deliveredOn":"2026-11-24T09:00:00.000Z","failedOn":"2026-11-24T09:30:00.000Z",
       "failure":"the receiver answered 500"}\
      """;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET /v1/_/webhooks", 200, "{\"items\":[" + CRM + "]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void create_showsTheSecretOnce() {
    rest.answer("POST /v1/_/webhooks", 201, "{\"name\":\"crm\",\"secret\":\"S3cret\"}");
    assertThat(
            terminal.run(
                "webhook", "create", "crm", "https://crm.example", "--kind", "failed,completed"))
        .isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"name\":\"crm\",\"url\":\"https://crm.example\","
                + "\"kinds\":[\"request.failed\",\"request.completed\"]}");
    assertThat(terminal.out()).startsWith("Secret of webhook crm, shown only now:\nS3cret\n");
  }

  @Test
  void list_tellsHowItGoes() {
    assertThat(terminal.run("webhook", "list")).isZero();
    assertThat(terminal.out())
        .contains("crm   RETRYING  7        https://crm.example  2026-11-24T09:00:00Z")
        .contains("the receiver answered 500");
  }

  @Test
  void set_changesOnlyWhatIsSaid() {
    rest.answer("PUT /v1/_/webhooks/Ag", 200, CRM);
    assertThat(terminal.run("webhook", "set", "crm", "--url", "https://b.example")).isZero();
    assertThat(rest.last().body())
        .contains("https://b.example", "\"optlock\":2", "[\"request.failed\"]");
    assertThat(terminal.run("webhook", "set", "crm", "--kind", "all")).isZero();
    assertThat(rest.last().body()).contains("\"kinds\":[]");
    assertThat(terminal.run("webhook", "set", "crm", "--enable", "--disable")).isEqualTo(1);
  }

  @Test
  void test_endsWithOneWhereItIsNotTaken() {
    rest.answer(
        "POST /v1/_/webhooks/Ag/_test", 200, "{\"delivered\":true,\"status\":204,\"millis\":12}");
    rest.answer(
        "POST /v1/_/webhooks/Ag/_test", 200, "{\"delivered\":false,\"problem\":\"no answer\"}");
    assertThat(terminal.run("webhook", "test", "crm")).isZero();
    assertThat(terminal.out()).isEqualTo("Webhook crm took it within 12 ms (status 204).\n");
    assertThat(terminal.run("webhook", "test", "crm")).isEqualTo(1);
    assertThat(terminal.out()).isEqualTo("Webhook crm did not take it: no answer\n");
  }

  @Test
  void resumeRotateAndDelete_areAskedFor() {
    rest.answer("POST /v1/_/webhooks/Ag/_resume", 200, CRM);
    rest.answer("POST /v1/_/webhooks/Ag/_rotate", 200, "{\"name\":\"crm\",\"secret\":\"N3w\"}");
    rest.answer("DELETE /v1/_/webhooks/Ag", 204, "");
    assertThat(terminal.run("webhook", "resume", "crm")).isZero();
    assertThat(terminal.out()).isEqualTo("7 events are sent now.\n");
    assertThat(terminal.run("webhook", "rotate", "crm")).isZero();
    assertThat(terminal.out()).contains("N3w");
    assertThat(terminal.run("webhook", "delete", "crm")).isZero();
    assertThat(terminal.out()).isEqualTo("The webhook crm is deleted.\n");
  }

  @Test
  void watch_goesOnWhereAStreamHasEnded() {
    rest.answer("GET /v1/_/events", 200, stream(4, "request.created", ""));
    rest.answer(
        "GET /v1/_/events", 200, stream(9, "request.failed", ",\"cause\":\"ARRIVAL_TIMEOUT\""));
    assertThat(
            terminal.run(
                "event", "watch", "--client-id", "gw", "--kind", "created,failed", "--count", "2"))
        .isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            2026-11-24T09:00:00Z  request.created    gw
            2026-11-24T09:00:00Z  request.failed     gw: ARRIVAL_TIMEOUT
            """);
    assertThat(rest.asked().get(0).line())
        .endsWith("?clientId=gw&kind=request.created%2Crequest.failed");
    assertThat(rest.asked().get(0).lastEventId()).isNull();
    assertThat(rest.asked().get(1).lastEventId()).isEqualTo("4");
  }

  @Test
  void watch_printsJsonLineByLine() {
    rest.answer("GET /v1/_/events", 200, stream(4, "request.created", ""));
    assertThat(terminal.run("event", "watch", "--json", "--after", "3", "--count", "1")).isZero();
    assertThat(terminal.out()).startsWith("{\"id\":4,\"kind\":\"request.created\"").endsWith("}\n");
    assertThat(rest.last().lastEventId()).isEqualTo("3");
  }

  @Test
  void watch_thatIsRefused_saysWhy() {
    rest.answer("GET /v1/_/events", 429, "{\"message\":\"the user has five streams open\"}");
    assertThat(terminal.run("event", "watch")).isEqualTo(1);
    assertThat(terminal.err()).contains("the user has five streams open");
  }

  private static String stream(long id, String kind, String more) {
    return """
    retry: 2000

    : still here

    id: %d
    event: %s
    data: {"id":%d,"kind":"%s","at":"2026-11-24T09:00:00.000Z","clientId":"gw"%s}

    """
        .formatted(id, kind, id, kind, more);
  }
}
