// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates, services, groups, and what is ordered with them. */
class OrderCommandsTest {
  private static final String TEMPLATES = "/v1/_/provisionTemplates";

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer(
        "GET " + TEMPLATES,
        200,
        """
        {"templates":[{"templateId":"AQ","displayName":"Gateway","defaultTemplate":true},
          {"templateId":"Ag","displayName":"Twin"},{"templateId":"Aw","displayName":"Twin"}]}\
        """);
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void templateSet_replacesTheOneOfTheSameName() throws IOException {
    rest.answer("POST " + TEMPLATES, 200, "{\"templateId\":\"AQ\",\"displayName\":\"Gateway\"}");
    String file = file("displayName: Gateway\nbody:\n  connectionOptions: {passwordLength: 40}\n");
    assertThat(terminal.run("template", "set", file)).isZero();
    assertThat(rest.last().line()).endsWith("?templateId=AQ");
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"displayName\":\"Gateway\",\"body\":{\"connectionOptions\":"
                + "{\"passwordLength\":40}}}");
    assertThat(terminal.out()).isEqualTo("Template Gateway is set, id AQ.\n");

    assertThat(terminal.run("template", "set", file, "--template", "default")).isZero();
    assertThat(rest.last().line()).endsWith("?templateId=default");
    assertThat(terminal.run("template", "set", file("{\"displayName\":\"New\"}"))).isZero();
    assertThat(rest.last().line()).endsWith("/provisionTemplates");
    assertThat(terminal.out()).contains("is made");
  }

  @Test
  void template_isNamedByIdOrNameOrDefault() {
    rest.answer("GET " + TEMPLATES + "/AQ", 200, "{\"templateId\":\"AQ\",\"body\":{\"a\":[1]}}");
    rest.answer("GET " + TEMPLATES + "/default", 200, "{\"templateId\":\"AQ\"}");
    assertThat(terminal.run("template", "show", "Gateway")).isZero();
    assertThat(terminal.out()).isEqualTo("templateId: AQ\nbody:\n  a:\n  - 1\n");
    assertThat(terminal.run("template", "show", "default")).isZero();
    assertThat(terminal.run("template", "show", "Twin")).isEqualTo(1);
    assertThat(terminal.err()).contains("several templates are called Twin", "Ag, Aw");
    assertThat(terminal.run("template", "show", "none")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: there is no template none\n");
  }

  @Test
  void templates_areATable() {
    assertThat(terminal.run("template", "list")).isZero();
    assertThat(terminal.out().lines().toList())
        .startsWith("NAME     DEFAULT  DESCRIPTION  ID", "Gateway  yes      -            AQ");
  }

  @Test
  void schema_isATable() {
    rest.answer(
        "GET " + TEMPLATES + "/AQ/schema",
        200,
        """
        {"services":[{"serviceId":"wifi","schema":[
          {"id":"ssid","array":false,"type":"String"}]}]}\
        """);
    assertThat(terminal.run("template", "schema", "AQ")).isZero();
    assertThat(terminal.out())
        .isEqualTo("SERVICE  VALUE  TYPE    LIST\nwifi     ssid   String  -\n");
  }

  @Test
  void services_areListedSetAndDeleted() throws IOException {
    String all = TEMPLATES + "/AQ/providedServices";
    rest.answer("GET " + all, 200, "{\"schema\":[{\"serviceId\":\"wifi\",\"group\":\"a b\"}]}");
    rest.answer("POST " + all, 200, "{\"serviceId\":\"wifi\",\"group\":\"a b\"}");
    rest.answer("DELETE " + all + "/wifi/a b", 200, "{}");
    assertThat(terminal.run("service", "list", "Gateway")).isZero();
    assertThat(terminal.out()).contains("wifi     a b    -        -");
    assertThat(terminal.run("service", "set", "Gateway", file("serviceId: wifi\n"))).isZero();
    assertThat(terminal.out()).isEqualTo("Service wifi of group a b is set.\n");
    assertThat(terminal.run("service", "delete", "AQ", "wifi", "a b")).isZero();
    assertThat(rest.last().line()).endsWith("/wifi/a%20b");
    rest.answer("POST " + all + "/wifi/a b", 200, "{}");
    assertThat(terminal.run("service", "default", "AQ", "wifi", "a b", "--off")).isZero();
    assertThat(rest.last().line()).endsWith("/wifi/a%20b?defaultService=false");
    assertThat(terminal.out()).isEqualTo("Service wifi of group a b is no default.\n");
  }

  @Test
  void groups_areListedSetAndDeleted() {
    rest.answer("GET /v1/_/provisionGroups", 200, "{\"templates\":[{\"name\":\"north\"}]}");
    rest.answer("POST /v1/_/provisionGroups", 200, "{}");
    rest.answer("GET /v1/_/provisionGroups/north", 200, "{\"name\":\"north\"}");
    rest.answer("DELETE /v1/_/provisionGroups/north", 409, "{\"message\":\"it is in use\"}");
    assertThat(terminal.run("group", "list")).isZero();
    assertThat(terminal.out()).contains("north  -        -     -");
    assertThat(terminal.run("group", "set", "north", "--default")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"name\":\"north\",\"defaultGroup\":true}");
    assertThat(terminal.run("group", "show", "north")).isZero();
    assertThat(terminal.out()).isEqualTo("group          north\n");
    assertThat(terminal.run("group", "delete", "north")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: it is in use\n");
  }

  @Test
  void bulk_tellsWhichDevicesWereNotOrdered() throws IOException {
    rest.answer(
        "POST /v1/_/bulkProvisionRequests",
        200,
        """
        {"successfulRequests":[{"device":{"clientId":"a"},"provisionRequestId":"AQ"}],
         "failedRequests":[{"device":{"clientId":"b"},"reason":"it is taken"}]}\
        """);
    String file = file("devices:\n- clientId: a\n  serialNo: '1'\n");
    assertThat(
            terminal.run(
                "bulk", "create", file, "--template", "Gateway", "--service", "wifi=north"))
        .isEqualTo(1);
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"devices\":[{\"clientId\":\"a\",\"serialNo\":\"1\"}],\"templateId\":\"AQ\","
                + "\"providedServices\":[{\"serviceId\":\"wifi\",\"group\":\"north\"}]}");
    assertThat(terminal.out())
        .startsWith("1 of 2 devices are ordered.\n")
        .contains("b          it is taken\n");
  }

  @Test
  void reveal_showsWhatTheDeviceNeeds() {
    rest.answer("GET /v1/_/provisionRequests", 200, "{\"items\":[{\"id\":\"AQ\"}]}");
    rest.answer(
        "POST /v1/_/provisionRequests/AQ/_reveal",
        200,
        "{\"clientId\":\"a\",\"username\":\"a-1\",\"password\":\"p\"}");
    assertThat(terminal.run("request", "reveal", "a")).isZero();
    assertThat(terminal.out())
        .isEqualTo("client id      a\nuser name      a-1\npassword       p\n");
  }

  private String file(String content) throws IOException {
    return Files.writeString(folder.resolve("file.yaml"), content).toString();
  }
}
