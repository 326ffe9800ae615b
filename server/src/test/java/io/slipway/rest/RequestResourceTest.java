// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.SealPurposes;
import io.slipway.provisioning.StopOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestResourceTest {
  private static final String ALL = "/v1/_/provisionRequests";

  private Installation slipway;
  private Installation.Caller ann;

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
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void rearming_waitsForTheDeviceAgainUnlessItsPolicyIsNever() {
    Reply never =
        ann.post(
                "/v1/_/provisionRequests",
                Bodied.request("never-again")
                    .with("/options/extraOptions/slipway/reprovision", "\"never\"")
                    .json())
            .is(200);
    ann.post("/v1/_/provisionRequests/" + never.at("/id") + "/_rearm", "")
        .isProblem(409, "OPERATION_NOT_ALLOWED");
    Reply failed =
        ann.post("/v1/_/provisionRequests", Bodied.request("failed-once").json()).is(200);
    Id id = Id.parse(failed.at("/id")).orElseThrow();
    Attempts.fail(
        slipway.store, slipway.store.request(id).orElseThrow(), FailureCause.STEP_TIMEOUT);
    Reply armed = ann.post("/v1/_/provisionRequests/" + id + "/_rearm", "").is(200);
    assertThat(armed.at("/executionStatus")).isEqualTo("CREATED");
    assertThat(armed.json().at("/options/extraOptions/slipway/generation").asInt()).isEqualTo(2);
    assertThat(ann.get("/v1/_/auditRecords?action=rearmAsked").is(200).at("/items/0/subjectName"))
        .isEqualTo("failed-once");
  }

  @Test
  void password_thatWasMadeIsShownOnce() {
    Reply created = ann.post(ALL, Bodied.request("made").json()).is(200);
    assertThat(created.at("/password")).hasSizeGreaterThanOrEqualTo(22);
    assertThat(created.at("/type")).isEqualTo("provisioningRequest");
    assertThat(created.at("/executionStatus")).isEqualTo("CREATED");
    assertThat(ann.get(ALL + "/" + created.at("/id")).json().has("password")).isFalse();

    ProvisionRequest stored = stored(created);
    assertThat(
            slipway.verifiers.verify(
                Secret.of(created.at("/password")), stored.login().passwordVerifier()))
        .isTrue();
  }

  @Test
  void password_thatWasChosenIsNeverShown() {
    Reply created =
        ann.post(ALL, Bodied.request("chosen").with("/password", "\"geheim-1\"").json()).is(200);
    assertThat(created.text()).doesNotContain("geheim-1");
    assertThat(
            slipway.verifiers.verify(
                Secret.of("geheim-1"), stored(created).login().passwordVerifier()))
        .isTrue();
  }

  @Test
  void activationKey_staysReadableAndIsSealedAtRest() {
    Reply created =
        ann.post(ALL, Bodied.request("label").with("/generateActivationKey", "true").json())
            .is(200);
    String key = created.at("/activationKey");
    assertThat(key).matches("[A-Za-z0-9]{32}");
    assertThat(ann.get(ALL + "/" + created.at("/id")).at("/activationKey")).isEqualTo(key);
    String sealed = stored(created).login().activationKey().orElseThrow();
    assertThat(sealed).doesNotContain(key);
    assertThat(slipway.sealer.open(SealPurposes.ACTIVATION_KEY, sealed).reveal()).isEqualTo(key);
    assertThat(ann.post(ALL, Bodied.request("no-label").json()).is(200).json().has("activationKey"))
        .isFalse();
  }

  @Test
  void options_haveTheirDefaults() {
    Reply created = ann.post(ALL, Bodied.request("defaults").json()).is(200);
    assertThat(created.at("/options/connectionOptions/userCouplingMode")).isEqualTo("INHERITED");
    assertThat(created.json().at("/options/connectionOptions/passwordLength").asInt())
        .isEqualTo(20);
    ObjectNode slipway = (ObjectNode) created.json().at("/options/extraOptions/slipway");
    assertThat(slipway.toString())
        .isEqualTo(
            "{\"retryMaxAttempts\":5,\"profile\":\"any\",\"reprovision\":\"on-request\","
                + "\"attempts\":0,\"generation\":1}");
  }

  @Test
  void options_areShownAsTheyWereGiven() {
    Bodied request =
        Bodied.request("given")
            .with("/options/activationOptions/expiresOn", "\"2027-01-01T00:00:00.000Z\"")
            .with(
                "/options/connectionOptions",
                "{\"reserveUser\":true,\"userCouplingMode\":\"STRICT\",\"passwordLength\":40}")
            .with(
                "/options/extraOptions",
                "{\"vpnAccess\":false,\"legacyMode\":false,\"legacyUsernameMode\":false,"
                    + "\"slipway\":{\"retryMaxAttempts\":-1,\"profile\":\"kura\","
                    + "\"reprovision\":\"never\",\"componentPid\":\"my.Transport\"}}");
    Reply created = ann.post(ALL, request.json()).is(200);
    ObjectNode shown = (ObjectNode) created.json().at("/options").deepCopy();
    ((ObjectNode) shown.at("/extraOptions/slipway")).remove("attempts");
    ((ObjectNode) shown.at("/extraOptions/slipway")).remove("generation");
    assertThat(shown).isEqualTo(Reply.parse(request.json()).at("/options"));
  }

  @Test
  void clientId_isUsedOncePerAccount() {
    String body = Bodied.request("once").json();
    ann.post(ALL, body).is(200);
    ann.post(ALL, body).isProblem(409, "ENTITY_UNIQUENESS");
    slipway.login("olga").post(ALL, body).is(200);
  }

  @Test
  void requests_areListedFilteredAndCounted() {
    Installation.Caller admin = slipway.admin();
    for (String clientId : new String[] {"list-a", "list-b", "list-c"}) {
      admin.post(ALL, Bodied.request(clientId).json()).is(200);
    }
    Reply page =
        admin.get(
            ALL
                + "?matchTerm=list-&limit=2&askTotalCount=true&sortParam=clientId"
                + "&sortDir=ASCENDING&executionStatus=CREATED");
    assertThat(page.is(200).at("/type")).isEqualTo("provisioningRequestListResult");
    assertThat(page.at("/items/0/clientId")).isEqualTo("list-a");
    assertThat(page.json().at("/totalCount").asInt()).isEqualTo(3);
    assertThat(page.json().at("/limitExceeded").asBoolean()).isTrue();
    assertThat(admin.get(ALL + "?clientId=list-b").json().at("/size").asInt()).isEqualTo(1);
    assertThat(admin.get(ALL + "?executionStatus=FAILED").json().at("/size").asInt()).isZero();
    admin.get(ALL + "?executionStatus=failed").refuses("executionStatus");
    assertThat(admin.post(ALL + "/_count", null).is(200).json().at("/count").asInt()).isEqualTo(3);
    assertThat(admin.post(ALL + "/_query", "{\"limit\":1}").json().at("/items").size())
        .isEqualTo(1);
    admin.post(ALL + "/_query", "{\"limit\":0}").refuses("/limit");
    admin.post(ALL + "/_query", "{\"predicate\":{}}").refuses("/predicate");
  }

  @Test
  void request_ofAnotherAccountIsNotFound() {
    String id = slipway.login("olga").post(ALL, Bodied.request("olgas").json()).at("/id");
    for (String path : new String[] {"", "/options", "/executions"}) {
      ann.get(ALL + "/" + id + path).isProblem(404, "ENTITY_NOT_FOUND");
    }
    ann.delete(ALL + "/" + id).is(404);
    ann.post(ALL + "/" + id + "/_stop", "{}").is(404);
    ann.get(ALL + "/!").is(404);
  }

  @Test
  void request_isDeletedUnlessItRuns() {
    Reply created = ann.post(ALL, Bodied.request("delete").json());
    String one = ALL + "/" + created.at("/id");
    Attempts.start(slipway.store, stored(created));
    assertThat(ann.get(one).at("/executionStatus")).isEqualTo("RUNNING");
    assertThat(ann.get(one).at("/options/extraOptions/slipway/step")).isEqualTo("STARTED");
    ann.delete(one).isProblem(409, "OPERATION_NOT_ALLOWED");

    Reply other = ann.post(ALL, Bodied.request("delete-2").json());
    ann.delete(ALL + "/" + other.at("/id")).is(200);
    ann.get(ALL + "/" + other.at("/id")).is(404);
  }

  @Test
  void stop_isOrderedAndSaysWhatCameOfIt() {
    Reply created = ann.post(ALL, Bodied.request("stop").json());
    Id id = Id.parse(created.at("/id")).orElseThrow();
    String stop = ALL + "/" + id + "/_stop";
    assertThat(ann.post(stop, "{\"forced\":false}").is(200).text()).isEmpty();
    ann.post(stop, null).is(200);
    ann.post(stop, "{\"forced\":1}").refuses("/forced");
    slipway.stops.put(id, StopOutcome.ALREADY_STOPPED);
    ann.post(stop, "{}").is(200);
    slipway.stops.put(id, StopOutcome.ALREADY_COMPLETED);
    ann.post(stop, "{}").isProblem(409, "OPERATION_NOT_ALLOWED");
    slipway.stops.put(id, StopOutcome.UNKNOWN);
    ann.post(stop, "{}").isProblem(404, "ENTITY_NOT_FOUND");
  }

  @Test
  void body_mustBeJson() {
    Reply reply = slipway.send(token(), "POST", ALL, null);
    reply.refuses("/");
    ann.post(ALL, "[]").refuses("/");
  }

  private String token() {
    return slipway
        .tryLogin("{\"username\":\"ann\",\"password\":\"" + Installation.PASSWORD + "\"}")
        .at("/tokenId");
  }

  private ProvisionRequest stored(Reply created) {
    return slipway.store.request(Id.parse(created.at("/id")).orElseThrow()).orElseThrow();
  }
}
