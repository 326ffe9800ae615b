// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.events.Receiver;
import io.slipway.protocol.message.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookResourceTest {
  private static final String ALL = "/v1/_/webhooks";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Installation slipway;
  private Installation.Caller ann;
  private Receiver receiver;

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

  @BeforeEach
  void listen() {
    receiver = new Receiver();
  }

  @AfterEach
  void deleteAll() {
    ann.get(ALL).json().at("/items").forEach(i -> ann.delete(one(i.path("id").asText())).is(204));
    receiver.close();
  }

  @Test
  void request_isToldFromItsOrderToItsDeletion() {
    Reply hook = create("{\"name\":\"crm\",\"url\":\"" + receiver.url() + "\"}").is(201);
    Secret secret = Secret.of(hook.at("/secret"));
    String request = order("told");
    await(() -> told(request).size() == 1);
    assertThat(told(request).getFirst().kind()).isEqualTo("request.created");
    assertThat(told(request).getFirst().isSigned(secret)).isTrue();
    assertThat(told(request).getFirst().body()).contains("\"clientId\":\"told\"");
    ann.delete("/v1/_/provisionRequests/" + request).is(200);
    await(() -> told(request).size() == 2);
    assertThat(told(request).getLast().kind()).isEqualTo("request.deleted");
    await(() -> shown(hook).json().at("/waiting").asInt() == 0);
    assertThat(shown(hook).at("/deliveredOn")).isNotEmpty();
  }

  @Test
  void webhook_isMadeShownAndChanged() {
    Reply made =
        create(
                "{\"name\":\"crm\",\"url\":\"https://crm.example/hook\","
                    + "\"kinds\":[\"request.failed\",\"request.completed\"]}")
            .is(201);
    assertThat(made.at("/secret")).hasSize(43);
    assertThat(made.at("/state")).isEqualTo("ACTIVE");
    Reply shown = shown(made);
    assertThat(shown.json().has("secret")).isFalse();
    assertThat(shown.json().at("/kinds").toString())
        .isEqualTo("[\"request.completed\",\"request.failed\"]");
    String changed = Bodied.of(shown.text()).with("/enabled", "false").json();
    Reply edited = ann.put(one(made.at("/id")), changed).is(200);
    assertThat(edited.at("/state")).isEqualTo("DISABLED");
    assertThat(edited.json().at("/kinds")).hasSize(2);
    ann.put(one(made.at("/id")), changed).isProblem(409, "OPTIMISTIC_LOCKING");
    create("{\"name\":\"crm\",\"url\":\"https://other.example\"}")
        .isProblem(409, "ENTITY_UNIQUENESS");
    assertThat(ann.get(ALL + "?askTotalCount=true").json().at("/totalCount").asInt()).isEqualTo(1);
  }

  @Test
  void wrongValue_isRefusedByName() {
    create("{\"url\":\"https://a.example\"}").refuses("/name");
    create("{\"name\":\"\",\"url\":\"https://a.example\"}").refuses("/name");
    create("{\"name\":\"a\",\"url\":\"http://a.example\"}").refuses("/url");
    create("{\"name\":\"a\",\"url\":\"https://a.example\",\"kinds\":[\"x\"]}").refuses("/kinds");
    create("{\"name\":\"a\",\"url\":\"https://a.example\",\"x\":1}").refuses("/x");
    ann.get(one("zzzzzzzz")).is(404);
  }

  @Test
  void account_hasTwentyWebhooksAtMost() {
    for (int i = 0; i < 20; i++) {
      create("{\"name\":\"n" + i + "\",\"url\":\"https://a.example\"}").is(201);
    }
    create("{\"name\":\"one more\",\"url\":\"https://a.example\"}")
        .isProblem(409, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void test_tellsWhatTheReceiverAnswers() {
    Reply hook = create("{\"name\":\"crm\",\"url\":\"" + receiver.url() + "\"}").is(201);
    Reply taken = ann.post(one(hook.at("/id")) + "/_test", "{}").is(200);
    assertThat(taken.json().at("/delivered").asBoolean()).isTrue();
    assertThat(taken.json().at("/status").asInt()).isEqualTo(204);
    Receiver.Post post = receiver.posts().getFirst();
    assertThat(post.kind()).isEqualTo("webhook.test");
    assertThat(post.isSigned(Secret.of(hook.at("/secret")))).isTrue();
    receiver.answers(p -> 418);
    Reply refused = ann.post(one(hook.at("/id")) + "/_test", "{}").is(200);
    assertThat(refused.json().at("/delivered").asBoolean()).isFalse();
    assertThat(refused.at("/problem")).isEqualTo("the receiver answered 418");
  }

  @Test
  void rotatedSecret_countsAtOnce() {
    Reply hook = create("{\"name\":\"crm\",\"url\":\"" + receiver.url() + "\"}").is(201);
    String rotated = ann.post(one(hook.at("/id")) + "/_rotate", "{}").is(200).at("/secret");
    assertThat(rotated).hasSize(43).isNotEqualTo(hook.at("/secret"));
    ann.post(one(hook.at("/id")) + "/_test", "{}").is(200);
    assertThat(receiver.posts().getFirst().isSigned(Secret.of(rotated))).isTrue();
  }

  @Test
  void webhookThatFails_saysWhyAndIsResumed() {
    receiver.answers(p -> 500);
    Reply hook = create("{\"name\":\"crm\",\"url\":\"" + receiver.url() + "\"}").is(201);
    order("failing");
    await(() -> shown(hook).at("/state").equals("RETRYING"));
    assertThat(shown(hook).at("/failure")).isEqualTo("the receiver answered 500");
    assertThat(shown(hook).json().at("/waiting").asInt()).isPositive();
    receiver.answers(p -> 200);
    await(() -> ann.post(one(hook.at("/id")) + "/_resume", "{}").status() == 200);
    await(() -> shown(hook).json().at("/waiting").asInt() == 0);
    List<String> did =
        ann.get("/v1/_/auditRecords?subjectId=" + hook.at("/id")).json().findValuesAsText("action");
    assertThat(did).containsExactlyInAnyOrder("created", "resumed");
  }

  private List<Receiver.Post> told(String request) {
    return receiver.posts().stream()
        .filter(p -> p.body().contains("\"requestId\":\"" + request + "\""))
        .toList();
  }

  private Reply create(String body) {
    return ann.post(ALL, body);
  }

  private Reply shown(Reply hook) {
    return ann.get(one(hook.at("/id"))).is(200);
  }

  private String order(String clientId) {
    return ann.post("/v1/_/provisionRequests", Bodied.request(clientId).json()).is(200).at("/id");
  }

  private static String one(String id) {
    return ALL + "/" + id;
  }

  private static void await(BooleanSupplier condition) {
    Instant last = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(last);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
