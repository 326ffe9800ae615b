// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provision request cannot be asked for with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestRefusalsTest {
  private static final String ALL = "/v1/_/provisionRequests";
  private static final String CONFIGURATION =
      "/options/extraOptions/deviceConfiguration/configuration";

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    slipway.admin().post("/v1/_/endpointInfos", endpoint("broker.example", "MESSAGE_BROKER"));
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/colour|1",
        "/optlock|1",
        "/clientId|7",
        "/clientId|\"a/b\"",
        "/clientId|\"\"",
        "/username|\"\"",
        "/username|\"a\\u0000\"",
        "/username|[]",
        "/password|\"\"",
        "/password|1234",
        "/authenticationType|\"user_pass\"",
        "/certificateDevId|\"x\"",
        "/certificateDevId|7",
        "/generateActivationKey|\"true\"",
        "/options|7",
        "/options/colour|1",
        "/options/endpointInfoId|\"not an id\"",
        "/options/endpointInfoId|\"zzzz\"",
        "/options/activationOptions|[]",
        "/options/activationOptions/status|\"enabled\"",
        "/options/activationOptions/activatesOn|\"tomorrow\"",
        "/options/activationOptions/activatesOn|1767225600000",
        "/options/activationOptions/expiresOn|\"2026-01-01T00:00:00Z\"",
        "/options/activationOptions/until|\"2026-01-01T00:00:00Z\"",
        "/options/connectionOptions/passwordLength|11",
        "/options/connectionOptions/passwordLength|256",
        "/options/connectionOptions/passwordLength|20.5",
        "/options/connectionOptions/userCouplingMode|\"TIGHT\"",
        "/options/connectionOptions/reserveUser|0",
        "/options/connectionOptions/secure|true",
        "/options/extraOptions/vpnAccess|\"yes\"",
        "/options/extraOptions/vpnAccess|true",
        "/options/extraOptions/legacyMode|true",
        "/options/extraOptions/legacyUsernameMode|true",
        "/options/extraOptions/vpn|true",
        "/options/extraOptions/slipway/retryMaxAttempts|0",
        "/options/extraOptions/slipway/retryMaxAttempts|-2",
        "/options/extraOptions/slipway/profile|\"FULL\"",
        "/options/extraOptions/slipway/reprovision|\"always\"",
        "/options/extraOptions/slipway/reprovision|\"sometimes\"",
        "/options/extraOptions/slipway/componentPid|\"\"",
        "/options/extraOptions/slipway/packages|1",
        "/options/extraOptions/slipway/deviceCertificate/issue|\"both\"",
        "/options/extraOptions/slipway/deviceCertificate/keyType|\"RSA\"",
        "/options/extraOptions/slipway/deviceCertificate/lifetimeDays|0",
        "/options/extraOptions/slipway/deviceCertificate/lifetimeDays|3651",
        "/options/extraOptions/slipway/deviceCertificate/x|1",
        "/options/extraOptions/slipway/retries|1",
      })
  void request_isRefusedNamingTheField(String field, String value) {
    ann.post(ALL, Bodied.request("refused").with(field, value).json()).refuses(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/clientId",
        "/authenticationType",
        "/username",
        "/options",
        "/options/activationOptions",
        "/options/activationOptions/status",
        "/options/activationOptions/activatesOn"
      })
  void request_isRefusedNamingWhatIsMissing(String field) {
    Bodied request = Bodied.request("refused");
    ann.post(ALL, request.without(field).json())
        .refuses(field)
        .isProblem(400, "ILLEGAL_NULL_ARGUMENT");
    ann.post(ALL, request.with(field, "null").json()).refuses(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|",
        "[7]|/0",
        "[{}]|/0/id",
        "[{\"id\":\"\"}]|/0/id",
        "[{\"id\":\"a\"},{\"id\":\"a\"}]|/1/id",
        "[{\"id\":\"a\",\"colour\":1}]|/0/colour",
        "[{\"id\":\"a\",\"properties\":{\"properties\":[]}}]|/0/properties/properties",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{}]}}]|/0/properties/property/0/name",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\"}]}}]"
            + "|/0/properties/property/0/type",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"Date\","
            + "\"value\":[\"x\"]}]}}]|/0/properties/property/0/type",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"Integer\","
            + "\"value\":[\"x\"]}]}}]|/0/properties/property",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"String\","
            + "\"value\":[{}]}]}}]|/0/properties/property/0/value/0",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"String\","
            + "\"encrypted\":true,\"value\":[\"x\"]}]}}]|/0/properties/property/0/encrypted",
        "[{\"id\":\"a\",\"properties\":{\"property\":[{\"name\":\"n\",\"type\":\"Password\","
            + "\"encrypted\":true,\"value\":[\"x\"]}]}}]|/0/properties/property",
      })
  void configuration_isRefusedNamingThePlace(String configuration, String place) {
    String body = Bodied.request("refused").with(CONFIGURATION, configuration).json();
    ann.post(ALL, body).refuses(CONFIGURATION + (place == null ? "" : place));
  }

  @Test
  void request_thatIsRefusedLeavesNothingBehind() {
    ann.post(ALL, Bodied.request("traceless").with("/colour", "1").json()).is(400);
    assertThat(ann.get(ALL + "?clientId=traceless").json().at("/size").asInt()).isZero();
  }

  @Test
  void endpoint_isOneOfTheAccountsOwnOrOfItsAncestors() {
    String all = "/v1/_/endpointInfos";
    String own = ann.post(all, endpoint("own.example", "MESSAGE_BROKER")).at("/id");
    String roots = slipway.admin().post(all, endpoint("roots.example", "MESSAGE_BROKER")).at("/id");
    String others =
        slipway.login("olga").post(all, endpoint("others.example", "MESSAGE_BROKER")).at("/id");
    String provision = ann.post(all, endpoint("provision.example", "PROVISION")).at("/id");

    ann.post(ALL, at("endpoint-1", own)).is(200);
    ann.post(ALL, at("endpoint-2", roots)).is(200);
    ann.post(ALL, at("endpoint-3", others)).refuses("/options/endpointInfoId");
    ann.post(ALL, at("endpoint-4", provision)).refuses("/options/endpointInfoId");
  }

  @Test
  void endpoint_isNeededWhereThereIsNoDefault(@TempDir Path empty) throws Exception {
    try (Installation fresh = new Installation(empty)) {
      Reply reply = fresh.ann().post(ALL, Bodied.request("nowhere").json());
      reply.refuses("/options/endpointInfoId");
      assertThat(reply.at("/message")).contains("create one");
    }
  }

  private static String at(String clientId, String endpointId) {
    return Bodied.request(clientId)
        .with("/options/endpointInfoId", "\"" + endpointId + "\"")
        .json();
  }

  private static String endpoint(String host, String usage) {
    return "{\"schema\":\"mqtts\",\"dns\":\"%s\",\"port\":8883,\"usages\":[{\"name\":\"%s\"}]}"
        .formatted(host, usage);
  }
}
