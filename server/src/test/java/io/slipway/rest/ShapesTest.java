// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Device;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.DeviceChange;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers hold the fields of the original, by its names and in its places, and beside them only the
 * type and what is ours.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShapesTest {
  private static final Id DEVICE = new Id(500);

  private final Map<String, Set<String>> shapes = shapes();
  private Installation slipway;
  private Installation.Caller ann;
  private Reply request;
  private Reply endpoint;
  private Execution execution;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    endpoint =
        ann.post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}");
    request = ann.post("/v1/_/provisionRequests", fullRequest(endpoint.is(201).at("/id")));
    Id id = Id.parse(request.is(200).at("/id")).orElseThrow();
    execution =
        Attempts.fail(
            slipway.store, slipway.store.request(id).orElseThrow(), FailureCause.STEP_TIMEOUT);
    slipway.store.record(sighting());
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void login_hasTheShapeOfTheOriginal() {
    Reply login =
        slipway.tryLogin("{\"username\":\"ann\",\"password\":\"" + Installation.PASSWORD + "\"}");
    assertShape("accessToken", login.json(), Set.of(), "userId tokenId expiresOn optlock");
    assertShape(
        "loginInfo",
        ann.get("/v1/authentication/info").json(),
        Set.of("slipway.roles[]"),
        "accessToken.tokenId accessPermission[].permission.targetScopeId");
  }

  @Test
  void endpoints_haveTheShapeOfTheOriginal() {
    String needed =
        "id scopeId createdOn createdBy modifiedOn modifiedBy optlock schema dns port secure"
            + " usages[].name endpointType";
    assertShape("endpointInfo", endpoint.json(), Set.of(), needed);
    assertList("endpointInfo", "/v1/_/endpointInfos", Set.of(), needed);
  }

  @Test
  void requests_haveTheShapeOfTheOriginal() {
    String slipwayAt = "options.extraOptions.slipway.";
    Set<String> ours =
        Set.of(
            slipwayAt + "retryMaxAttempts",
            slipwayAt + "profile",
            slipwayAt + "reprovision",
            slipwayAt + "componentPid",
            slipwayAt + "failureCause",
            slipwayAt + "attempts",
            slipwayAt + "generation");
    String needed =
        shapes.get("provisionRequest").stream()
            .filter(f -> !f.equals("userId") && !f.equals("certificateDevId"))
            .collect(Collectors.joining(" "));
    Set<String> oursOnce = new TreeSet<>(ours);
    oursOnce.add("password");
    assertShape("provisionRequest", request.json(), oursOnce, needed);
    assertList("provisionRequest", "/v1/_/provisionRequests", ours, needed);
    assertShape(
        "options",
        ann.get("/v1/_/provisionRequests/" + request.at("/id") + "/options").json(),
        ours.stream().map(f -> f.replace("options.", "")).collect(Collectors.toSet()),
        String.join(" ", shapes.get("options")));
  }

  @Test
  void executions_haveTheShapeOfTheOriginal() {
    Set<String> ours =
        Set.of(
            "slipway.generation",
            "slipway.attempt",
            "slipway.profile",
            "slipway.step",
            "slipway.failureCause");
    String all = "/v1/_/provisionRequests/" + request.at("/id") + "/executions";
    String needed = String.join(" ", shapes.get("execution"));
    assertList("execution", all, ours, needed);
    assertShape("execution", ann.get(all + "/" + execution.id()).json(), ours, needed);
  }

  @Test
  void devices_haveTheShapeOfTheOriginal() {
    String needed =
        "id scopeId optlock clientId connectionId connection.status connection.protocol"
            + " connection.clientIp status lastEventId lastEvent.resource lastEvent.receivedOn"
            + " serialNumber extendedProperties[].name";
    assertList("device", "/v1/_/devices", Set.of(), needed);
    assertShape("device", ann.get("/v1/_/devices/" + DEVICE).json(), Set.of(), needed);
  }

  @Test
  void events_haveTheShapeOfTheOriginal() {
    assertList(
        "deviceEvent",
        "/v1/_/devices/" + DEVICE + "/events",
        Set.of(),
        "id scopeId createdOn createdBy deviceId sentOn receivedOn resource action responseCode"
            + " eventMessage");
  }

  @Test
  void counts_haveTheShapeOfTheOriginal() {
    for (String all : List.of("endpointInfos", "provisionRequests", "devices")) {
      JsonNode count = ann.post("/v1/_/" + all + "/_count", "{}").json();
      assertShape("count", count, Set.of(), "count");
    }
  }

  @Test
  void templatesAndWhatFillsThem_haveTheShapeOfTheOriginal() {
    String at = "body.extraOptions.slipway.";
    Set<String> ours =
        Set.of(
            "defaultTemplate",
            at + "retryMaxAttempts",
            at + "profile",
            at + "reprovision",
            at + "reserveUser",
            at + "username",
            at + "generateActivationKey");
    Reply template = ann.post("/v1/_/provisionTemplates?templateId=default", fullTemplate());
    assertWhole("provisionTemplate", template.is(200), ours);
    String one = "/v1/_/provisionTemplates/default";
    assertWhole("provisionTemplate", ann.get(one), ours);
    assertWhole(
        "provisionTemplates",
        ann.get("/v1/_/provisionTemplates"),
        Set.of("templates[].defaultTemplate"));
    assertWhole("templateSchema", ann.get(one + "/schema"), Set.of());
    String group =
        "{\"name\":\"g\",\"displayName\":\"G\",\"description\":\"d\",\"defaultGroup\":true}";
    assertWhole("provisionGroup", ann.post("/v1/_/provisionGroups", group), Set.of());
    assertWhole("provisionGroups", ann.get("/v1/_/provisionGroups"), Set.of());
    ann.post(
            one + "/providedServices",
            "{\"serviceId\":\"s\",\"displayName\":\"S\",\"description\":\"d\","
                + "\"values\":[{\"name\":\"p\",\"value\":[\"v\"]}]}")
        .is(200);
    assertWhole("providedServices", ann.get(one + "/providedServices"), Set.of());
    assertWhole("providedService", ann.get(one + "/providedServices/s/g"), Set.of());
    assertWhole("bulk", ann.post("/v1/_/bulkProvisionRequests", twoDevices()), Set.of());
  }

  private void assertWhole(String shape, Reply reply, Set<String> ours) {
    assertShape(shape, reply.is(200).json(), ours, String.join(" ", shapes.get(shape)));
  }

  private static String fullTemplate() {
    return """
    {"displayName":"T","description":"d","body":{
      "activationOptions":{"status":"ENABLED","activatesOn":"2026-01-01T00:00:00Z",
        "expiresOn":"2036-01-01T00:00:00Z"},
      "connectionOptions":{"userCouplingMode":"LOOSE","passwordLength":30},
      "extraOptions":{"vpnAccess":true,"deviceConfiguration":{"configuration":[
        {"id":"a.pid","_serviceId":"s","properties":[{"name":"n","_propertyId":"p",
          "array":false,"encrypted":false,"type":"String","value":["§§PLACEHOLDER§§"]}]}]}}}}
    """;
  }

  private static String twoDevices() {
    return "{\"devices\":[{\"clientId\":\"bulk-1\",\"serialNo\":\"1\"},"
        + "{\"clientId\":\"gateway\",\"serialNo\":\"2\"}]}";
  }

  private void assertList(String shape, String path, Set<String> ours, String needed) {
    JsonNode list = ann.get(path + "?askTotalCount=true").json();
    Set<String> fields = fields(list);
    assertThat(fields).contains("limitExceeded", "size", "totalCount", "type");
    assertThat(list.at("/items")).isNotEmpty();
    assertShape(shape, list.at("/items/0"), ours, needed);
    fields.removeIf(f -> f.startsWith("items[]."));
    assertThat(fields).isSubsetOf("limitExceeded", "size", "totalCount", "type");
  }

  private void assertShape(String shape, JsonNode answer, Set<String> ours, String needed) {
    Set<String> fields = fields(answer);
    assertThat(fields).as(shape).contains("type").containsAll(words(needed));
    fields.removeIf(f -> f.equals("type") || f.endsWith(".type") && !f.contains("property[]"));
    fields.removeAll(ours);
    assertThat(fields).as(shape).isSubsetOf(shapes.get(shape));
  }

  private static Set<String> fields(JsonNode node) {
    Set<String> fields = new TreeSet<>();
    collect(node, "", fields);
    return fields;
  }

  private static void collect(JsonNode node, String path, Set<String> fields) {
    if (node.isObject()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(f -> collect(f.getValue(), prefix + f.getKey(), fields));
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, path + "[]", fields));
    } else {
      fields.add(path);
    }
  }

  private static Map<String, Set<String>> shapes() {
    Map<String, Set<String>> shapes = new HashMap<>();
    String name = "";
    for (String line : resource().lines().toList()) {
      if (line.startsWith("  ")) {
        shapes.computeIfAbsent(name, n -> new TreeSet<>()).addAll(words(line));
      } else if (!line.startsWith("#")) {
        name = line;
      }
    }
    return shapes;
  }

  private static String resource() {
    try (InputStream in = ShapesTest.class.getResourceAsStream("shapes.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.strip().split("\\s+", -1));
  }

  private static String fullRequest(String endpointId) {
    return Bodied.request("gateway")
        .with("/generateActivationKey", "true")
        .with("/options/endpointInfoId", "\"" + endpointId + "\"")
        .with("/options/activationOptions/expiresOn", "\"2036-01-01T00:00:00Z\"")
        .with("/options/extraOptions/slipway/componentPid", "\"transport\"")
        .with(
            "/options/extraOptions/deviceConfiguration/configuration",
            "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"Password\","
                + "\"value\":[\"x\"]}]}}]")
        .json();
  }

  private static DeviceChange sighting() {
    Instant now = Instant.parse("2026-03-01T08:00:00Z");
    return new DeviceChange(
        Installation.ACME,
        "gateway",
        DEVICE,
        now,
        Map.of("serial_number", "1", "part_number", "2"),
        Optional.of(
            new Device.Connection(
                Device.ConnectionStatus.CONNECTED,
                "s",
                "gateway-1",
                "MQTT",
                "10.0.0.1",
                now,
                Optional.empty())),
        List.of(new DeviceChange.Event(new Id(600), now, "BIRTH", "it was born")));
  }
}
