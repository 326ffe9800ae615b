// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Role;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.DeviceChange;
import io.slipway.store.OrderSamples;
import io.slipway.store.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An installation with one of everything in account acme, each with all that it can have. */
final class Furnished implements AutoCloseable {
  private static final Id CARL = new Id(700);
  private static final Id DEVICE = new Id(500);
  private static final Id EVENT = new Id(600);
  private static final String TEMPLATES = "/v1/_/provisionTemplates";

  final Installation slipway;
  final Installation.Caller ann;
  final String apiKey;

  /** The ids and names in it, by the names that paths have for them. */
  final Map<String, String> ids = new HashMap<>();

  Furnished(Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    accounts();
    apiKey = users();
    ids.put(
        "endpointInfoId",
        ann.post("/v1/_/endpointInfos", FullBodies.endpoint(8883)).is(201).at("/id"));
    request();
    certificate();
    templates();
    device();
    ids.put(
        "packageId",
        ann.upload("/v1/_/packages?name=a&version=1&handler=file", new byte[] {1})
            .is(201)
            .at("/id"));
  }

  @Override
  public void close() {
    slipway.close();
  }

  private void accounts() {
    slipway
        .admin()
        .put(
            "/v1/_/accounts/" + Installation.ACME,
            """
            {"description":"d","expirationDate":"2036-01-01T00:00:00.000Z","organization":
              {"name":"o","email":"o@example.org","personName":"p","phoneNumber":"1",
               "addressLine1":"1","addressLine2":"2","addressLine3":"3","zipPostCode":"z",
               "city":"c","stateProvinceCounty":"s","country":"c"}}
            """)
        .is(200);
    ids.put("accountId", ann.post("/v1/_/accounts", FullBodies.account("child")).is(201).at("/id"));
  }

  /** Carl, whose password was guessed at, and another one, who has none but an API key. */
  private String users() {
    slipway.user(CARL, Installation.ACME, "carl", Role.VIEWER);
    slipway.tryLogin("{\"username\":\"carl\",\"password\":\"wrong\"}").is(401);
    String carl = "/v1/_/users/" + CARL;
    ann.put(carl, Bodied.of(FullBodies.user("carl")).with("/optlock", "1").json()).is(200);
    Reply credentials = ann.get(carl + "/credentials").is(200);
    String credential = credentials.at("/items/0/id");
    ann.put(
            "/v1/_/credentials/" + credential,
            new Bodied(credentials.json().at("/items/0"))
                .with("/expirationDate", "\"2036-01-01T00:00:00Z\"")
                .json())
        .is(200);
    ids.put("userId", CARL.toString());
    ids.put("credentialId", credential);
    ids.put("otherUserId", ann.post("/v1/_/users", FullBodies.user("dora")).is(201).at("/id"));
    String dora = "/v1/_/users/" + ids.get("otherUserId");
    return ann.post(dora + "/credentials", "{\"credentialType\":\"API_KEY\"}")
        .is(201)
        .at("/credentialKey");
  }

  private void request() {
    String body = FullBodies.request("gateway", ids.get("endpointInfoId"));
    String id = ann.post("/v1/_/provisionRequests", body).is(200).at("/id");
    ProvisionRequest request = slipway.store.request(Id.parse(id).orElseThrow()).orElseThrow();
    ids.put("provisionRequestId", id);
    ids.put(
        "executionId",
        Attempts.fail(slipway.store, request, FailureCause.STEP_TIMEOUT).id().toString());
  }

  /** The one that its last attempt gave to the device; it was revoked since. */
  private void certificate() {
    ProvisionRequest request =
        slipway.store.request(Id.parse(ids.get("provisionRequestId")).orElseThrow()).orElseThrow();
    DeviceCertificate certificate = OrderSamples.certificate(new Samples(), request, "csr");
    ids.put("certificateId", Certified.give(slipway.store, request, certificate).toString());
  }

  private void templates() {
    ann.post("/v1/_/provisionGroups", FullBodies.group("g")).is(200);
    String template = FullBodies.TEMPLATE;
    ann.post(TEMPLATES + "?templateId=default", template).is(200);
    ids.put("templateId", ann.post(TEMPLATES, template).is(200).at("/templateId"));
    for (String one : List.of("default", ids.get("templateId"))) {
      ann.post(TEMPLATES + "/" + one + "/providedServices", FullBodies.SERVICE).is(200);
    }
    ids.put("groupName", "g");
    ids.put("serviceId", "s");
    ids.put("groupId", "g");
  }

  private void device() {
    Instant now = Instant.parse("2026-03-01T08:00:00Z");
    slipway.store.record(
        new DeviceChange(
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
            List.of(new DeviceChange.Event(EVENT, now, "BIRTH", "it was born"))));
    String one = "/v1/_/devices/" + DEVICE;
    ann.put(one, FullBodies.device("gateway").with("/optlock", ann.get(one).at("/optlock")).json())
        .is(200);
    ids.put("deviceId", DEVICE.toString());
    ids.put("connectionId", DEVICE.toString());
    ids.put("deviceEventId", EVENT.toString());
  }
}
