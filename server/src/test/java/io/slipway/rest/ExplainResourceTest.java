// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.Rejection;
import io.slipway.domain.Role;
import io.slipway.protocol.message.FailureCause;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

  private Installation slipway;
  private Installation.Caller ann;
  private Id ordered;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    ann.post(
        "/v1/_/endpointInfos",
        "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
            + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}");
    Reply created = ann.post("/v1/_/provisionRequests", Bodied.request("00D0C9AABB01").json());
    ordered = Id.parse(created.is(200).at("/id")).orElseThrow();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void wrongPassword_isExplainedAtOneGlance() {
    turnedAway(Installation.ACME, "00D0C9AABB01", Rejection.Point.PROVISION_LOGIN);
    Reply answer = explain(ann, "00D0C9AABB01");
    assertThat(answer.at("/type")).isEqualTo("provisionExplanation");
    assertThat(answer.at("/diagnosis")).isEqualTo("REFUSED");
    assertThat(answer.at("/failureCause")).isEqualTo("WRONG_PASSWORD");
    assertThat(answer.at("/reason")).isEqualTo("The password is not the request's.");
    assertThat(answer.at("/advice")).contains("password");
    assertThat(answer.at("/provisionRequest/id")).isEqualTo(ordered.toString());
    assertThat(answer.json().at("/rejections/0").toString())
        .isEqualTo(
            "{\"firstOn\":\"2026-11-01T10:00:00.000Z\",\"lastOn\":\"2026-11-01T10:00:00.000Z\","
                + "\"count\":1,\"point\":\"PROVISION_LOGIN\",\"failureCause\":\"WRONG_PASSWORD\","
                + "\"check\":\"The password is not the request's.\",\"username\":\"user\","
                + "\"source\":\"192.0.2.1\",\"secure\":true,"
                + "\"told\":\"bad user name or password (CONNACK 4, in MQTT 5 134)\"}");
  }

  @Test
  void clientIdThatWasNeverOrdered_isExplainedToo() {
    turnedAway(Id.ROOT_ACCOUNT, "stray", Rejection.Point.PROVISION_LOGIN);
    Reply answer = explain(slipway.admin(), "stray");
    assertThat(answer.at("/diagnosis")).isEqualTo("NOT_ORDERED");
    assertThat(answer.json().at("/rejections").size()).isEqualTo(1);
  }

  @Test
  void clientIdThatIsOrderedInAnotherWayOfWriting_isNamed() {
    Reply answer = explain(ann, "00:d0:c9:aa:bb:01");
    assertThat(answer.at("/diagnosis")).isEqualTo("NOT_ORDERED");
    assertThat(answer.json().at("/similarClientIds").toString()).isEqualTo("[\"00D0C9AABB01\"]");
    assertThat(explain(ann, "00D0C9AABB02").json().at("/similarClientIds/0").asText())
        .isEqualTo("00D0C9AABB01");
  }

  @Test
  void deviceOfAnotherAccount_isAsUnknownAsOneThatIsNot() {
    turnedAway(Installation.ACME, "mine", Rejection.Point.PROVISION_LOGIN);
    Installation.Caller olga = slipway.login("olga");
    assertThat(explain(olga, "mine").json().at("/rejections").size()).isZero();
    assertThat(explain(olga, "mine").text().replace("mine", "none"))
        .isEqualTo(explain(olga, "none").text());
  }

  @Test
  void provisioner_learnsNothingOfWhatComesAfterArrival() {
    turnedAway(Installation.ACME, "later", Rejection.Point.ACCOUNT_LOGIN);
    slipway.user(new Id(7_000), Installation.ACME, "factory", Role.PROVISIONER);
    assertThat(explain(ann, "later").json().at("/rejections").size()).isEqualTo(1);
    assertThat(explain(slipway.login("factory"), "later").json().at("/rejections").size()).isZero();
  }

  @Test
  void clientId_mustBeGivenAndBeOne() {
    ann.get("/v1/_/provisionRequests/_explain").isProblem(400, "ILLEGAL_ARGUMENT");
    ann.get("/v1/_/provisionRequests/_explain?clientId=a%2Fb").isProblem(400, "ILLEGAL_ARGUMENT");
  }

  private static Reply explain(Installation.Caller caller, String clientId) {
    return caller.get("/v1/_/provisionRequests/_explain?clientId=" + clientId).is(200);
  }

  private void turnedAway(Id scopeId, String clientId, Rejection.Point point) {
    FailureCause cause = FailureCause.WRONG_PASSWORD;
    slipway
        .store
        .rejections()
        .add(
            List.of(
                new Rejection(
                    scopeId,
                    clientId,
                    point,
                    cause,
                    cause.description(),
                    "user",
                    "192.0.2.1",
                    true,
                    1,
                    NOW,
                    NOW)));
  }
}
