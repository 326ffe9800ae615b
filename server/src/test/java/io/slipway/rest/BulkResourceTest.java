// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.provisioning.SealPurposes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Services, groups, and the orders that are made with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkResourceTest {
  private static final String TEMPLATES = TemplateResourceTest.ALL;
  private static final String GROUPS = "/v1/_/provisionGroups";
  private static final String BULK = "/v1/_/bulkProvisionRequests";
  private static final String REQUESTS = "/v1/_/provisionRequests/";

  private Installation slipway;
  private Installation.Caller ann;
  private String template;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    slipway
        .admin()
        .post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
        .is(201);
    ann.post(GROUPS, "{\"name\":\"north\",\"displayName\":\"North\",\"defaultGroup\":true}")
        .is(200);
    ann.post(GROUPS, "{\"name\":\"south\"}").is(200);
    template = wifiTemplate();
    supply(template, service("north", "n-${serialNumber}", "north-key"));
    supply(template, service("south", "s-${account}", "south-${clientId}"));
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void devices_areOrderedEachByItself() {
    ann.post(REQUESTS, Bodied.request("b-taken").json()).is(200);
    Reply reply =
        order(
            "{\"clientId\":\"b-1\",\"serialNo\":\"S1\"},{\"clientId\":\"b-taken\",\"serialNo\":"
                + "\"S2\"},{\"clientId\":\"b/bad\",\"serialNo\":\"S3\"},{\"clientId\":\"b-none\"},"
                + "{\"clientId\":\"b-1\",\"serialNo\":\"S4\"}",
            "");
    assertThat(reply.json().at("/successfulRequests").size()).isEqualTo(1);
    assertThat(reply.at("/successfulRequests/0/device/clientId")).isEqualTo("b-1");
    JsonNode failed = reply.json().at("/failedRequests");
    assertThat(failed.size()).isEqualTo(4);
    assertThat(failed.at("/1/reason").asText()).startsWith("/clientId: ");
    assertThat(failed.findValuesAsText("reason"))
        .contains("Client ID b-taken is already used for provisioning request")
        .contains("Client ID b-1 is already used for provisioning request")
        .contains("the user name needs ${serialNumber}, which is not given");

    ProvisionRequest made = stored(reply.at("/successfulRequests/0/provisionRequestId"));
    assertThat(made.login().username()).isEqualTo("b-1-S1");
    assertThat(made.login().activationKey()).isPresent();
    assertThat(made.options().extra().retryMaxAttempts()).isEqualTo(9);
    assertThat(property(made, "ssid").values()).containsExactly("n-S1");
    assertThat(property(made, "mode").values()).containsExactly("b-1 ${x}");
    assertThat(clear(property(made, "psk"))).isEqualTo("north-key");
  }

  @Test
  void service_isTheNamedOneElseTheDefaultElseThatOfTheDefaultGroup() {
    ProvisionRequest named =
        only(order("{\"clientId\":\"s-1\",\"serialNo\":\"S\"}", choice("south")));
    assertThat(property(named, "ssid").values()).containsExactly("s-acme");
    assertThat(clear(property(named, "psk"))).isEqualTo("south-s-1");

    String own = wifiTemplate();
    supply(own, service("north", "north", "k"));
    supply(own, service("south", "south", "k"));
    String south = TEMPLATES + "/" + own + "/providedServices/wifi/south";
    assertThat(ssid(own, "s-2")).isEqualTo("north");
    ann.post(south + "?defaultService=true", null).is(200);
    assertThat(ssid(own, "s-3")).isEqualTo("south");
    ann.post(south + "?defaultService=false", null).is(200);
    assertThat(ssid(own, "s-4")).isEqualTo("north");
    ann.post(south, null).isProblem(400, "ILLEGAL_NULL_ARGUMENT");
  }

  @Test
  void order_thatNoDeviceOfCouldBeMade_isRefusedAsAWhole() {
    String device = "{\"clientId\":\"w\",\"serialNo\":\"S\"}";
    order(device, choice("west"), 400).refuses("/providedServices");
    order(device, choice("north") + "," + choice("south"), 400)
        .refuses("/providedServices/0/serviceId");
    order(device, "{\"serviceId\":\"x\"}", 400).refuses("/providedServices/0/serviceId");
    order("", "", 400).refuses("/devices");
    ann.post(BULK, "{\"templateId\":\"AQ\",\"devices\":[" + device + "]}").is(404);
    ann.post(BULK, "{\"devices\":[" + device + "]}").isProblem(404, "ENTITY_NOT_FOUND");
    slipway
        .login("olga")
        .post(BULK, "{\"templateId\":\"" + template + "\",\"devices\":[" + device + "]}")
        .is(404);
    order((device + ",").repeat(1_000) + device, "", 400).refuses("/devices");
  }

  @Test
  void password_isRevealedOnce() {
    Reply ordered = order("{\"clientId\":\"reveal\",\"serialNo\":\"S\"}", "");
    assertThat(ordered.text()).doesNotContain("password", "activationKey");
    ProvisionRequest request = only(ordered);
    String reveal = REQUESTS + request.id() + "/_reveal";
    slipway.login("olga").post(reveal, "{}").is(404);
    Reply revealed = ann.post(reveal, null).is(200);
    assertThat(
            slipway.verifiers.verify(
                Secret.of(revealed.at("/password")), request.login().passwordVerifier()))
        .isTrue();
    assertThat(revealed.at("/username")).isEqualTo("reveal-S");
    assertThat(revealed.at("/activationKey")).hasSize(32);
    Reply again = ann.post(reveal, null).isProblem(409, "OPERATION_NOT_ALLOWED");
    assertThat(again.at("/message")).contains("delete the request and order the device anew");
    Reply chosen = ann.post(REQUESTS, Bodied.request("reveal-2").json()).is(200);
    ann.post(REQUESTS + chosen.at("/id") + "/_reveal", "{}").is(409);
    assertThat(ann.get("/v1/_/auditRecords?action=revealed").is(200).json().at("/items"))
        .as("what was refused is not recorded as told")
        .hasSize(1);
  }

  @Test
  void service_mustSupplyWhatTheTemplateAsksFor() {
    Bodied service = Bodied.of(service("north", "ssid", "key"));
    String all = TEMPLATES + "/" + template + "/providedServices";
    ann.post(all, service.with("/serviceId", "\"vpn\"").json()).refuses("/serviceId");
    ann.post(all, service.with("/group", "\"west\"").json()).refuses("/group");
    ann.post(all, service.with("/values", "[{\"name\":\"ssid\",\"value\":[\"a\"]}]").json())
        .refuses("/values");
    ann.post(all, service.with("/values/0/name", "\"other\"").json()).is(400);
    ann.post(all, service.with("/values", "[]").json()).refuses("/values");
  }

  @Test
  void service_showsPasswordsSealedAndTakesThemBack() {
    String own = wifiTemplate();
    supply(own, service("north", "north", "geheim-7"));
    String all = TEMPLATES + "/" + own + "/providedServices";
    Reply shown = ann.get(all + "/wifi/north").is(200);
    assertThat(shown.text()).doesNotContain("geheim-7").contains("\"displayName\":\"North\"");
    ann.post(all, shown.text()).is(200);
    assertThat(ann.get(all + "/wifi/north").json().at("/values"))
        .isEqualTo(shown.json().at("/values"));
    assertThat(clear(property(only(orderOf(own, "back")), "psk"))).isEqualTo("geheim-7");
    assertThat(ann.get(all).json().at("/schema/0/serviceId").asText()).isEqualTo("wifi");
    assertThat(ann.delete(all + "/wifi/north").is(200).json().at("/values").size()).isEqualTo(2);
    ann.get(all + "/wifi/north").is(404);
  }

  @Test
  void group_inUseIsNotDeletedAndSaysWhy() {
    Reply refused = ann.delete(GROUPS + "/south").isProblem(409, "OPERATION_NOT_ALLOWED");
    assertThat(refused.at("/message")).contains("wifi of template " + template);
    ann.post(GROUPS, "{\"name\":\"idle\",\"description\":\"d\"}").is(200);
    assertThat(ann.get(GROUPS).json().at("/templates").toString()).contains("\"idle\"");
    assertThat(ann.delete(GROUPS + "/idle").is(200).at("/description")).isEqualTo("d");
    ann.get(GROUPS + "/idle").isProblem(404, "ENTITY_NOT_FOUND");
    slipway.login("olga").get(GROUPS + "/south").is(404);
    ann.post(GROUPS, "{\"name\":\"a/b\"}").refuses("/name");
  }

  @Test
  void columns_ofADeviceAreVariables() {
    Reply made =
        ann.post(
                TEMPLATES,
                TemplateResourceTest.template(
                        "{\"name\":\"n\",\"type\":\"Integer\",\"value\":[\"${Port}\"]}")
                    .with("/body/extraOptions/slipway", "{\"username\":\"u\"}")
                    .json())
            .is(200);
    Reply reply =
        ann.post(
                BULK,
                "{\"templateId\":\"%s\",\"devices\":[%s,%s,%s]}"
                    .formatted(
                        made.at("/templateId"),
                        "{\"clientId\":\"c-1\",\"slipway\":{\"port\":80}}",
                        "{\"clientId\":\"c-2\",\"slipway\":{\"port\":\"x\"}}",
                        "{\"clientId\":\"c-3\"}"))
            .is(200);
    assertThat(reply.at("/successfulRequests/0/device/clientId")).isEqualTo("c-1");
    assertThat(reply.json().at("/failedRequests").findValuesAsText("reason"))
        .anyMatch(r -> r.contains("property n has a value that is not of type Integer"))
        .contains("property n of org.wifi needs ${Port}, which is not given");
  }

  private String wifiTemplate() {
    Bodied body =
        Bodied.of(
            """
            {"displayName":"Gateway","body":{"extraOptions":{
              "slipway":{"generateActivationKey":true,"retryMaxAttempts":9},
              "deviceConfiguration":{"configuration":[{"id":"org.wifi","_serviceId":"wifi",
                "properties":[
                  {"name":"ssid","type":"String","value":["§§PLACEHOLDER§§"]},
                  {"name":"psk","_propertyId":"key","type":"Password","value":["§§PLACEHOLDER§§"]},
                  {"name":"mode","type":"String","value":["${clientId} $${x}"]}]}]}}}}
            """);
    return ann.post(TEMPLATES, body.json()).is(200).at("/templateId");
  }

  private static String service(String group, String ssid, String key) {
    return """
    {"serviceId":"wifi","group":"%s","values":[
      {"name":"ssid","value":["%s"]},{"name":"key","value":["%s"]}]}
    """
        .formatted(group, ssid, key);
  }

  private void supply(String templateId, String service) {
    ann.post(TEMPLATES + "/" + templateId + "/providedServices", service).is(200);
  }

  private static String choice(String group) {
    return "{\"serviceId\":\"wifi\",\"group\":\"" + group + "\"}";
  }

  private Reply order(String devices, String services) {
    return order(devices, services, 200);
  }

  private Reply order(String devices, String services, int status) {
    return ann.post(
            BULK,
            "{\"templateId\":\"%s\",\"devices\":[%s],\"providedServices\":[%s]}"
                .formatted(template, devices, services))
        .is(status);
  }

  private Reply orderOf(String templateId, String clientId) {
    return ann.post(
            BULK,
            "{\"templateId\":\"%s\",\"devices\":[{\"clientId\":\"%s\",\"serialNo\":\"S\"}]}"
                .formatted(templateId, clientId))
        .is(200);
  }

  private String ssid(String templateId, String clientId) {
    return property(only(orderOf(templateId, clientId)), "ssid").values().get(0);
  }

  private ProvisionRequest only(Reply reply) {
    assertThat(reply.json().at("/failedRequests").size()).as(reply.text()).isZero();
    return stored(reply.at("/successfulRequests/0/provisionRequestId"));
  }

  private ProvisionRequest stored(String id) {
    return slipway.store.request(Id.parse(id).orElseThrow()).orElseThrow();
  }

  private static ConfigurationProperty property(ProvisionRequest request, String name) {
    return request
        .options()
        .deviceConfiguration()
        .component("org.wifi")
        .orElseThrow()
        .properties()
        .get(name);
  }

  private String clear(ConfigurationProperty property) {
    assertThat(property.encrypted()).isTrue();
    return slipway.sealer.open(SealPurposes.CONFIGURATION, property.values().get(0)).reveal();
  }
}
