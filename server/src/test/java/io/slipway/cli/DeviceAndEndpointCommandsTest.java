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

  @Test
  void endpoint_isNamedByItsAddress() {
    rest.answer(
        "GET /v1/_/endpointInfos",
        200,
        """
        {"items":[{"id":"AQ","schema":"mqtt","dns":"b","port":1883,"secure":false,"optlock":1,
          "usages":[{"name":"MESSAGE_BROKER"}]}]}\
        """);
    rest.answer("PUT /v1/_/endpointInfos/AQ", 200, "{\"dns\":\"c\",\"port\":8883,\"secure\":true}");
    rest.answer("DELETE /v1/_/endpointInfos/AQ", 204, "");
    assertThat(terminal.run("endpoint", "set", "mqtt://b:1883", "--url", "mqtts://c")).isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"id\":\"AQ\",\"schema\":\"mqtts\",\"dns\":\"c\",\"port\":8883,\"secure\":true,"
                + "\"optlock\":1,\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}");
    assertThat(terminal.out()).isEqualTo("Endpoint mqtts://c:8883 is changed.\n");
    assertThat(terminal.run("endpoint", "show", "mqtt://b:1883")).isZero();
    assertThat(terminal.out()).contains("usages         MESSAGE_BROKER\n");
    assertThat(terminal.run("endpoint", "delete", "mqtt://b:1883")).isZero();
    assertThat(terminal.run("endpoint", "delete", "mqtt://d:1883")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: there is no endpoint mqtt://d:1883\n");
  }

  @Test
  void device_isCreatedChangedAndDeleted() {
    rest.answer("POST /v1/_/devices", 201, "{\"id\":\"Ag\"}");
    rest.answer("PUT /v1/_/devices/AQ", 200, DEVICE);
    rest.answer("DELETE /v1/_/devices/AQ", 204, "");
    assertThat(terminal.run("device", "create", "gw-2", "--serial", "4712")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"clientId\":\"gw-2\",\"serialNumber\":\"4712\"}");
    assertThat(
            terminal.run(
                "device",
                "set",
                "gw-1",
                "--disable",
                "--field",
                "modelName=M2",
                "--display-name",
                "Hall"))
        .isZero();
    assertThat(rest.last().body())
        .contains("\"status\":\"DISABLED\"", "\"modelName\":\"M2\"", "\"displayName\":\"Hall\"")
        .contains("\"serialNumber\":\"4711\"");
    assertThat(terminal.run("device", "delete", "gw-1")).isZero();
    assertThat(terminal.out()).isEqualTo("The device gw-1 is deleted.\n");
  }

  @Test
  void events_areListedByTimeAndDeleted() {
    rest.answer("GET /v1/_/devices/AQ/events", 200, "{\"items\":[{\"id\":\"Eg\"}]}");
    rest.answer("DELETE /v1/_/devices/AQ/events/Eg", 204, "");
    assertThat(terminal.run("device", "events", "gw-1", "--since", "2026-11-24")).isZero();
    assertThat(rest.last().line()).endsWith("&startDate=2026-11-24T00%3A00%3A00Z");
    assertThat(terminal.out()).contains("Eg\n");
    assertThat(terminal.run("device", "delete-event", "gw-1", "Eg")).isZero();
  }

  @Test
  void crl_isPrintedOrWrittenInPem() throws Exception {
    rest.answer("GET /v1/account", 200, "{\"id\":\"AQ\"}");
    rest.answer("GET /pki/AQ/current.crl", 200, "DER");
    assertThat(terminal.run("certificate", "crl")).isZero();
    String pem = "-----BEGIN X509 CRL-----\nREVS\n-----END X509 CRL-----\n";
    assertThat(terminal.out()).isEqualTo(pem);
    Path file = folder.resolve("acme.crl");
    assertThat(terminal.run("certificate", "crl", "--out", file.toString())).isZero();
    assertThat(file).hasContent(pem);
  }

  @Test
  void crlOfAnAccountWithoutAuthority_isRefusedWithTheReason() {
    rest.answer("GET /v1/account", 200, "{\"id\":\"AQ\"}");
    assertThat(terminal.run("certificate", "crl")).isEqualTo(1);
    assertThat(terminal.err()).contains("no authority yet");
  }

  @Test
  void certificates_areListedAndRevoked() {
    String all = "/v1/_/devices/AQ/certificates";
    rest.answer(
        "GET " + all,
        200,
        "{\"items\":[{\"id\":\"Eg\",\"slipway\":{\"serial\":\"7f\","
            + "\"revocationCause\":\"SUPERSEDED\"}}]}");
    rest.answer("POST " + all + "/_revoke", 200, "");
    assertThat(terminal.run("device", "certificates", "gw-1")).isZero();
    assertThat(terminal.out()).contains("SUPERSEDED", "7f", "Eg\n");
    assertThat(terminal.run("device", "revoke", "gw-1", "Eg")).isZero();
    assertThat(rest.last().line()).endsWith("/_revoke?certificateType=SSL&certificateId=Eg");
    assertThat(terminal.out()).endsWith("The certificate Eg is revoked.\n");
  }

  @Test
  void renewals_areListedApprovedAndRejected() {
    String all = "/v1/_/certificateRenewals";
    rest.answer(
        "GET " + all,
        200,
        "{\"items\":[{\"id\":\"Eg\",\"clientId\":\"gw-1\",\"state\":\"WAITING\","
            + "\"source\":\"192.0.2.7\"}]}");
    rest.answer("POST " + all + "/Eg/_approve", 200, "{}");
    rest.answer("POST " + all + "/Eg/_reject", 200, "{}");
    assertThat(terminal.run("certificate", "renewals", "--state", "waiting")).isZero();
    assertThat(rest.last().line()).contains("state=WAITING");
    assertThat(terminal.out()).contains("gw-1", "WAITING", "192.0.2.7");
    assertThat(terminal.run("certificate", "approve", "gw-1")).isZero();
    assertThat(rest.last().line()).endsWith(all + "/Eg/_approve");
    assertThat(terminal.out()).endsWith("The renewal gw-1 is approved, for one use.\n");
    assertThat(terminal.run("certificate", "reject", "gw-1")).isZero();
    assertThat(rest.last().line()).endsWith(all + "/Eg/_reject");
  }

  @Test
  void connection_isShownWithItsOptionsAndEnded() {
    String one = "/v1/_/deviceconnections/AQ";
    rest.answer(
        "GET /v1/_/deviceconnections",
        200,
        "{\"items\":[{\"id\":\"AQ\",\"clientId\":\"gw-1\",\"status\":\"CONNECTED\"}]}");
    rest.answer("GET " + one + "/options", 200, "{\"userCouplingMode\":\"STRICT\"}");
    rest.answer("PUT " + one + "/options", 409, "{\"message\":\"change it there\"}");
    rest.answer("POST " + one + "/_disconnect", 204, "");
    assertThat(terminal.run("connection", "list", "--ip", "192.0.2.7")).isZero();
    assertThat(rest.last().line()).endsWith("&clientIp=192.0.2.7");
    assertThat(terminal.run("connection", "show", "gw-1")).isZero();
    assertThat(terminal.out()).contains("status         CONNECTED\n", "user coupling  STRICT\n");
    assertThat(terminal.run("connection", "set", "gw-1", "--user-coupling", "loose")).isEqualTo(1);
    assertThat(rest.last().body()).isEqualTo("{\"userCouplingMode\":\"LOOSE\"}");
    assertThat(terminal.err()).isEqualTo("slipway: change it there\n");
    assertThat(terminal.run("connection", "disconnect", "gw-1")).isZero();
    assertThat(terminal.out()).isEqualTo("The connection gw-1 has ended.\n");
  }

  @Test
  void packages_areRefusedInTheServersWords() {
    rest.answer("GET /v1/_/devices/AQ/packages", 409, "{\"message\":\"not in this version\"}");
    assertThat(terminal.run("device", "packages", "gw-1")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: not in this version\n");
  }
}
