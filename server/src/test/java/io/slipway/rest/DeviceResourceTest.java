// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Device;
import io.slipway.domain.Id;
import io.slipway.store.DeviceChange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceResourceTest {
  private static final String ALL = "/v1/_/devices";
  private static final Instant SEEN = Instant.parse("2026-03-01T08:00:00.123Z");

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    seen("gateway-1", 500, Device.ConnectionStatus.CONNECTED);
    seen("gateway-2", 501, Device.ConnectionStatus.MISSING);
    slipway.store.record(
        new DeviceChange(
            Installation.ACME, "new-1", new Id(502), SEEN, Map.of(), Optional.empty(), List.of()));
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void device_isShownWithWhatItSaidOfItself() {
    Reply device = ann.get(ALL + "/" + new Id(500)).is(200);
    assertThat(device.at("/type")).isEqualTo("device");
    assertThat(device.at("/clientId")).isEqualTo("gateway-1");
    assertThat(device.at("/status")).isEqualTo("ENABLED");
    assertThat(device.at("/serialNumber")).isEqualTo("S-1");
    assertThat(device.at("/applicationIdentifiers")).isEqualTo("CONF-V1,CMD-V1");
    assertThat(device.at("/extendedProperties/0/name")).isEqualTo("part_number");
    assertThat(device.at("/connection/status")).isEqualTo("CONNECTED");
    assertThat(device.at("/connection/clientIp")).isEqualTo("10.0.0.1");
    assertThat(device.at("/connection/modifiedOn")).isEqualTo("2026-03-01T08:00:00.123Z");
    assertThat(device.at("/lastEvent/resource")).isEqualTo("BIRTH");
    assertThat(device.at("/lastEventId")).isEqualTo(device.at("/lastEvent/id"));
  }

  @Test
  void device_thatWasNeverConnectedHasNoConnection() {
    Reply device = ann.get(ALL + "/" + new Id(502)).is(200);
    assertThat(device.json().has("connection")).isFalse();
    assertThat(device.json().has("connectionId")).isFalse();
    assertThat(device.json().has("lastEvent")).isFalse();
  }

  @Test
  void devices_areListedFilteredAndCounted() {
    Reply list =
        ann.get(
            ALL
                + "?matchTerm=gateway&askTotalCount=true&limit=1&sortParam=clientId"
                + "&sortDir=DESCENDING&fetchAttributes=connection&fetchAttributes=lastEvent");
    assertThat(list.is(200).at("/type")).isEqualTo("deviceListResult");
    assertThat(list.json().at("/totalCount").asInt()).isEqualTo(2);
    assertThat(list.json().at("/limitExceeded").asBoolean()).isTrue();
    assertThat(list.at("/items/0/clientId")).isEqualTo("gateway-2");
    assertThat(ann.get(ALL + "?status=MISSING").at("/items/0/clientId")).isEqualTo("gateway-2");
    assertThat(ann.get(ALL + "?clientId=gateway-1").json().at("/size").asInt()).isEqualTo(1);
    assertThat(ann.post(ALL + "/_count", "{}").json().at("/count").asInt()).isEqualTo(3);
    assertThat(ann.post(ALL + "/_query", "{\"offset\":1}").json().at("/size").asInt()).isEqualTo(2);
    ann.get(ALL + "?tagId=AQ").refuses("tagId");
    ann.get(ALL + "?status=connected").refuses("status");
  }

  @Test
  void device_ofAnotherAccountIsNotFound() {
    Installation.Caller olga = slipway.login("olga");
    assertThat(olga.get(ALL).json().at("/size").asInt()).isZero();
    olga.get(ALL + "/" + new Id(500)).isProblem(404, "ENTITY_NOT_FOUND");
    olga.get(ALL + "/" + new Id(500) + "/events").is(404);
    ann.get(ALL + "/" + new Id(999)).is(404);
  }

  @Test
  void events_areListedFilteredAndCounted() {
    String events = ALL + "/" + new Id(500) + "/events";
    Reply list = ann.get(events + "?askTotalCount=true").is(200);
    assertThat(list.at("/type")).isEqualTo("deviceEventListResult");
    assertThat(list.json().at("/totalCount").asInt()).isEqualTo(2);
    assertThat(ann.get(events + "?resource=BIRTH").json().at("/size").asInt()).isEqualTo(1);
    assertThat(
            ann.get(events + "?startDate=2026-03-01T08:00:01Z&endDate=2026-03-02T08:00:00Z")
                .json()
                .at("/size")
                .asInt())
        .isZero();
    ann.get(events + "?startDate=soon").refuses("startDate");
    assertThat(ann.post(events + "/_count", "{}").json().at("/count").asInt()).isEqualTo(2);
  }

  @Test
  void packages_areNotThereYet() {
    ann.get(ALL + "/" + new Id(500) + "/packages").isProblem(409, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void event_saysWhatHappened() {
    String events = ALL + "/" + new Id(500) + "/events";
    Reply event = ann.get(events + "/" + new Id(50_000)).is(200);
    assertThat(event.at("/type")).isEqualTo("deviceEvent");
    assertThat(event.at("/resource")).isEqualTo("CONNECTED");
    assertThat(event.at("/eventMessage")).isEqualTo("it logged in");
    assertThat(event.at("/deviceId")).isEqualTo(new Id(500).toString());
    ann.get(events + "/AQ").isProblem(404, "ENTITY_NOT_FOUND");
    ann.get(ALL + "/" + new Id(501) + "/events/" + new Id(50_000)).is(404);
  }

  @Test
  void device_isRegisteredChangedAndDeletedByOperators() {
    Reply made = ann.post(ALL, "{\"clientId\":\"by-hand\",\"displayName\":\"Pump\"}").is(201);
    assertThat(made.at("/status")).isEqualTo("ENABLED");
    ann.post(ALL, "{\"clientId\":\"by-hand\"}").isProblem(409, "ENTITY_UNIQUENESS");
    ann.post(ALL, "{\"clientId\":\"a/b\"}").refuses("/clientId");
    ann.post(ALL, "{\"clientId\":\"x\",\"groupId\":\"AQ\"}").refuses("/groupId");
    String one = ALL + "/" + made.at("/id");
    String shown = ann.get(one).is(200).text();
    String changed = shown.replace("Pump", "Pump 2").replace("\"ENABLED\"", "\"DISABLED\"");
    Reply edited = ann.put(one, changed).is(200);
    assertThat(edited.at("/displayName")).isEqualTo("Pump 2");
    assertThat(edited.at("/status")).isEqualTo("DISABLED");
    ann.put(one, changed).isProblem(409, "OPTIMISTIC_LOCKING");
    ann.delete(one).is(204);
    ann.get(one).is(404);
  }

  @Test
  void connections_areThoseOfDevicesThatCame() {
    Reply list = ann.get("/v1/_/deviceconnections?clientIp=10.0.0.1&askTotalCount=true").is(200);
    assertThat(list.at("/items/0/clientId")).startsWith("gateway-");
    assertThat(ann.get("/v1/_/deviceconnections?clientId=new-1").is(200).json().at("/size").asInt())
        .isZero();
    assertThat(ann.post("/v1/_/deviceconnections/_count", "{}").is(200).json().at("/count").asInt())
        .isGreaterThanOrEqualTo(2);
    String one = "/v1/_/deviceconnections/" + new Id(501);
    assertThat(ann.get(one).is(200).at("/status")).isEqualTo("MISSING");
    ann.post(one + "/_disconnect", "").isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.get("/v1/_/deviceconnections/" + new Id(502)).is(404);
    assertThat(ann.get("/v1/_/deviceconnections/_availableAuth").is(200).at("/items/0"))
        .isEqualTo("USER_PASS");
  }

  @Test
  void connection_isEndedByAnOperator() {
    seen("ended-1", 503, Device.ConnectionStatus.CONNECTED);
    ann.post("/v1/_/deviceconnections/" + new Id(503) + "/_disconnect", "").is(204);
    assertThat(ann.get(ALL + "/" + new Id(503)).is(200).at("/connection/status"))
        .isEqualTo("DISCONNECTED");
    ann.delete(ALL + "/" + new Id(503)).is(204);
  }

  private void seen(String clientId, long id, Device.ConnectionStatus status) {
    slipway.store.record(
        new DeviceChange(
            Installation.ACME,
            clientId,
            new Id(id),
            SEEN,
            Map.of(
                "serial_number", "S-1",
                "application_ids", "CONF-V1,CMD-V1",
                "part_number", "P-1"),
            Optional.of(
                new Device.Connection(
                    status,
                    "session-1",
                    clientId + "-1",
                    "MQTTS",
                    "10.0.0.1",
                    SEEN,
                    Optional.empty())),
            List.of(
                new DeviceChange.Event(new Id(id * 100), SEEN, "CONNECTED", "it logged in"),
                new DeviceChange.Event(new Id(id * 100 + 1), SEEN, "BIRTH", "it was born"))));
  }
}
