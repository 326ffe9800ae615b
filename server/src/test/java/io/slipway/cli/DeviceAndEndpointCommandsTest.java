// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceAndEndpointCommandsTest {
  private static final String DEVICE =
      """
      {"id":"AQ","clientId":"gw-1","status":"ENABLED","serialNumber":"4711",
       "connection":{"status":"CONNECTED","clientIp":"192.0.2.7","protocol":"MQTTS",
       "modifiedOn":"2026-11-24T09:00:00.123Z"},"lastEvent":{"resource":"BIRTH"},
       "extendedProperties":[{"groupName":"birth","name":"uptime","value":"7"}]}\
      """;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET /v1/_/devices", 200, "{\"items\":[" + DEVICE + "]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void deviceList_isATable() {
    assertThat(terminal.run("device", "list", "--match", "gw", "--status", "connected")).isZero();
    assertThat(rest.last().line()).contains("status=CONNECTED", "matchTerm=gw");
    assertThat(terminal.out())
        .isEqualTo(
            """
            CLIENT ID  CONNECTION  SINCE                 ADDRESS    LAST EVENT  ID
            gw-1       CONNECTED   2026-11-24T09:00:00Z  192.0.2.7  BIRTH       AQ
            """);
  }

  @Test
  void deviceShow_tellsWhatTheDeviceSaidAndItsEvents() {
    rest.answer(
        "GET /v1/_/devices/AQ/events",
        200,
        """
        {"items":[{"receivedOn":"2026-11-24T09:00:00.123Z","resource":"PROVISIONED",
          "eventMessage":"arrived"}]}\
        """);
    assertThat(terminal.run("device", "show", "gw-1")).isZero();
    assertThat(terminal.out())
        .contains("connection     CONNECTED\n")
        .contains("serialNumber   4711\n")
        .contains("uptime         7\n")
        .contains("2026-11-24T09:00:00Z  PROVISIONED  arrived\n");
  }

  @Test
  void endpointList_showsAddresses() {
    rest.answer(
        "GET /v1/_/endpointInfos",
        200,
        """
        {"items":[{"id":"AQ","dns":"2001:db8::1","port":8884,"secure":true,
          "usages":[{"name":"MESSAGE_BROKER"}]}]}\
        """);
    assertThat(terminal.run("endpoint", "list")).isZero();
    assertThat(terminal.out()).contains("mqtts://[2001:db8::1]:8884  MESSAGE_BROKER  AQ\n");
  }

  @Test
  void endpointCreate_takesAnAddress() {
    rest.answer("POST /v1/_/endpointInfos", 201, "{\"id\":\"Ag\",\"dns\":\"b\",\"port\":1883}");
    assertThat(terminal.run("endpoint", "create", "mqtt://b", "--unobserved")).isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"type\":\"endpointInfo\",\"schema\":\"mqtt\",\"dns\":\"b\",\"port\":1883,"
                + "\"secure\":false,\"usages\":[{\"name\":\"MESSAGE_BROKER\"},"
                + "{\"name\":\"UNOBSERVED\"}]}");
    assertThat(terminal.out()).isEqualTo("Endpoint mqtt://b:1883 created, id Ag.\n");
  }

  @Test
  void endpointCreate_refusesWhatIsNoBroker() {
    assertThat(terminal.run("endpoint", "create", "https://b")).isEqualTo(2);
    assertThat(terminal.err()).contains("mqtts://HOST:PORT");
  }
}
