// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.provisioning.SealPurposes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestOptionsTest {
  private static final String ALL = "/v1/_/provisionRequests";
  private static final String CONFIGURATION = "/extraOptions/deviceConfiguration/configuration";
  private static final String WIFI =
      """
      [{"id":"wifi","properties":{"property":[
        {"name":"key","array":false,"encrypted":false,"type":"Password","value":["geheim"]},
        {"name":"channels","array":true,"encrypted":false,"type":"Integer","value":[1,"6"]},
        {"name":"ssid","type":"String","value":["net"]}]}}]
      """;

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    ann.post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
        .is(201);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void options_areShownWithTheEntity() {
    Reply created = create("shown");
    Reply options = ann.get(path(created)).is(200);
    assertThat(options.at("/id")).isEqualTo(created.at("/id"));
    assertThat(options.json().at("/optlock").asInt()).isEqualTo(1);
    for (String part : new String[] {"/activationOptions", "/connectionOptions", "/extraOptions"}) {
      assertThat(options.json().at(part)).isEqualTo(created.json().at("/options" + part));
    }
  }

  @Test
  void options_areTakenBackAsTheyWereShown() {
    Reply created = create("unchanged");
    Reply shown = ann.get(path(created));
    Reply edited = ann.put(path(created), shown.text()).is(200);
    assertThat(edited.json().at("/optlock").asInt()).isEqualTo(2);
    assertThat(edited.json().at("/extraOptions")).isEqualTo(shown.json().at("/extraOptions"));
    ProvisionRequest stored = stored(created);
    assertThat(stored.audit().modifiedBy().value()).isEqualTo(1100);
    assertThat(stored.audit().optlock()).isEqualTo(2);
  }

  @Test
  void certificate_isShownAsItWasOrderedWithWhatHoldsOtherwise() {
    String order = "/options/extraOptions/slipway/deviceCertificate";
    Reply usual = ann.post(ALL, Bodied.request("certified").with(order, "{}").json()).is(200);
    assertThat(usual.json().at(order))
        .isEqualTo(
            Reply.parse("{\"issue\":\"beside\",\"keyType\":\"EC-P256\",\"lifetimeDays\":365}"));
    String own = "{\"issue\":\"instead\",\"keyType\":\"Ed25519\",\"lifetimeDays\":7}";
    Reply created = ann.post(ALL, Bodied.request("certified-2").with(order, own).json()).is(200);
    assertThat(created.json().at(order)).isEqualTo(Reply.parse(own));
    Reply edited = ann.put(path(created), ann.get(path(created)).text()).is(200);
    assertThat(edited.json().at("/extraOptions/slipway/deviceCertificate"))
        .isEqualTo(Reply.parse(own));
    ann.post(
            ALL,
            Bodied.request("kura-certified")
                .with("/options/extraOptions/slipway", "{\"profile\":\"kura\"}")
                .with(order, "{}")
                .json())
        .refuses(order);
  }

  @Test
  void options_areReplacedAsAWhole() {
    Reply created = create("replaced");
    Reply edited =
        ann.put(
                path(created),
                "{\"optlock\":1,\"activationOptions\":{\"status\":\"DISABLED\","
                    + "\"activatesOn\":\"2026-02-01T00:00:00Z\"},"
                    + "\"connectionOptions\":{\"passwordLength\":12}}")
            .is(200);
    assertThat(edited.at("/activationOptions/status")).isEqualTo("DISABLED");
    assertThat(edited.json().at("/connectionOptions/passwordLength").asInt()).isEqualTo(12);
    assertThat(edited.json().at(CONFIGURATION).isMissingNode()).isTrue();
    assertThat(stored(created).options().deviceConfiguration().components()).isEmpty();
  }

  @Test
  void options_areEditedBySomeoneWhoHasSeenThem() {
    Reply created = create("stale");
    Bodied shown = Bodied.of(ann.get(path(created)).text());
    ann.put(path(created), shown.without("/optlock").json()).refuses("/optlock");
    ann.put(path(created), shown.with("/optlock", "7").json()).isProblem(409, "OPTIMISTIC_LOCKING");
    ann.put(path(created), shown.json()).is(200);
    ann.put(path(created), shown.json()).isProblem(409, "OPTIMISTIC_LOCKING");
  }

  @Test
  void options_areRefusedNamingTheField() {
    Reply created = create("refused");
    Bodied shown = Bodied.of(ann.get(path(created)).text());
    for (String field :
        new String[] {
          "/colour", "/activationOptions/x", "/connectionOptions/x", "/extraOptions/slipway/x"
        }) {
      ann.put(path(created), shown.with(field, "1").json()).refuses(field);
    }
    ann.put(path(created), shown.with("/connectionOptions/passwordLength", "1").json())
        .refuses("/connectionOptions/passwordLength");
    ann.put(path(created), shown.with("/endpointInfoId", "\"AQ\"").json())
        .refuses("/endpointInfoId");
    assertThat(stored(created).audit().optlock()).isEqualTo(1);
  }

  @Test
  void password_ofTheConfigurationIsSealedAtOnce() {
    Reply created = create("sealed");
    assertThat(created.text()).doesNotContain("geheim");
    assertThat(created.json().at("/options" + CONFIGURATION + "/0/properties/property/1"))
        .isEqualTo(
            Reply.parse(
                "{\"name\":\"key\",\"array\":false,\"encrypted\":true,\"type\":\"Password\","
                    + "\"value\":[\""
                    + password(created).values().getFirst()
                    + "\"]}"));
    assertThat(
            slipway
                .sealer
                .open(SealPurposes.CONFIGURATION, password(created).values().getFirst())
                .reveal())
        .isEqualTo("geheim");
  }

  @Test
  void password_ofTheConfigurationIsReplacedByOneInClear() {
    Reply created = create("resealed");
    String key = CONFIGURATION + "/0/properties/property/1";
    JsonNode shown = ann.get(path(created)).json().deepCopy();
    var property = (com.fasterxml.jackson.databind.node.ObjectNode) shown.at(key);
    property.put("encrypted", false).putArray("value").add("neu");
    ann.put(path(created), shown.toString()).is(200);
    assertThat(
            slipway
                .sealer
                .open(SealPurposes.CONFIGURATION, password(created).values().getFirst())
                .reveal())
        .isEqualTo("neu");
  }

  @Test
  void password_ofAnotherRequestIsNotTaken() {
    Reply mine = create("mine");
    JsonNode theirs = ann.get(path(create("theirs"))).json();
    Bodied stolen =
        Bodied.of(ann.get(path(mine)).text())
            .with("/extraOptions", theirs.at("/extraOptions").toString());
    ann.put(path(mine), stolen.json()).refuses(CONFIGURATION + "/0/properties/property");
  }

  private Reply create(String clientId) {
    return ann.post(ALL, Bodied.request(clientId).with("/options" + CONFIGURATION, WIFI).json())
        .is(200);
  }

  private ConfigurationProperty password(Reply created) {
    return stored(created)
        .options()
        .deviceConfiguration()
        .component("wifi")
        .orElseThrow()
        .properties()
        .get("key");
  }

  private ProvisionRequest stored(Reply created) {
    return slipway.store.request(Id.parse(created.at("/id")).orElseThrow()).orElseThrow();
  }

  private static String path(Reply created) {
    return ALL + "/" + created.at("/id") + "/options";
  }
}
