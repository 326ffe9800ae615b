// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.TestManufacturer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManufacturerResourceTest {
  private static final String ALL = "/v1/_/manufacturerAuthorities";
  private static final String REQUESTS = "/v1/_/provisionRequests";
  private static final Duration DAY = Duration.ofDays(1);

  private final TestManufacturer maker = TestManufacturer.root("CN=Maker CA");
  private final Instant now = Instant.now();
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

  @AfterEach
  void deleteAll() {
    ann.get(ALL).json().at("/items").forEach(i -> ann.delete(one(i.path("id").asText())).is(204));
  }

  static String body(String name, String certificates) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("certificates", certificates)
        .toString();
  }

  @Test
  void authority_isMadeShownAndDeleted() {
    Reply made = ann.post(ALL, body("maker", "text " + maker.pem())).is(201);
    assertThat(made.at("/certificates")).isEqualTo(maker.pem());
    assertThat(made.at("/subject")).isEqualTo("CN=Maker CA");
    assertThat(made.at("/notAfter")).startsWith("9999-12-31");
    assertThat(made.at("/crlPolicy")).isEqualTo("LENIENT");
    assertThat(ann.get(one(made.at("/id"))).is(200).json()).isEqualTo(made.json());
    assertThat(ann.get(ALL + "?name=maker&askTotalCount=true").json().at("/totalCount").asInt())
        .isEqualTo(1);
    ann.post(ALL, body("maker", TestManufacturer.root("CN=B").pem()))
        .isProblem(409, "ENTITY_UNIQUENESS");
    ann.post(ALL, body("again", maker.pem())).isProblem(409, "ENTITY_UNIQUENESS");
    int reviews = slipway.reviews.get();
    ann.delete(one(made.at("/id"))).is(204);
    assertThat(slipway.reviews).hasValue(reviews + 1);
    ann.get(one(made.at("/id"))).is(404);
    List<String> did =
        ann.get("/v1/_/auditRecords?subjectId=" + made.at("/id")).json().findValuesAsText("action");
    assertThat(did).containsExactlyInAnyOrder("created", "deleted");
  }

  @Test
  void revocations_areSetReplacedAndTakenAway() {
    X509Certificate lost = maker.device("CN=lost");
    Reply made = ann.post(ALL, body("maker", maker.pem())).is(201);
    String list = TestManufacturer.pem(maker.crl(now.minus(DAY), now.plus(DAY), lost));
    int reviews = slipway.reviews.get();
    Reply listed = change(made, 1, "/crl", list).is(200);
    assertThat(slipway.reviews).hasValue(reviews + 1);
    assertThat(listed.at("/crlNextUpdate")).isNotEmpty();
    assertThat(listed.json().at("/crlOutdated").asBoolean()).isFalse();
    change(made, 1, "/crl", list).isProblem(409, "OPTIMISTIC_LOCKING");
    String older =
        TestManufacturer.pem(maker.crl(now.minus(DAY).minus(DAY), now.minusSeconds(9), lost));
    change(made, 2, "/crl", older).refuses("/crl");
    Reply strict = change(made, 2, "/crlPolicy", "STRICT").is(200);
    assertThat(strict.at("/crlNextUpdate")).isEqualTo(listed.at("/crlNextUpdate"));
    Reply none = change(made, 3, "/crl", "").is(200);
    assertThat(none.json().has("crlNextUpdate")).isFalse();
    assertThat(none.at("/crlPolicy")).isEqualTo("STRICT");
    Reply outdated = change(made, 4, "/crl", older).is(200);
    assertThat(outdated.json().at("/crlOutdated").asBoolean()).isTrue();
  }

  @Test
  void wrongValue_isRefusedByName() {
    ann.post(ALL, body("", maker.pem())).refuses("/name");
    ann.post(ALL, body("a/b", maker.pem())).refuses("/name");
    ann.post(ALL, body("maker", "")).refuses("/certificates");
    Reply leaf = ann.post(ALL, body("maker", Pem.of(maker.device("CN=gateway"))));
    leaf.refuses("/certificates");
    assertThat(leaf.at("/message")).contains("certificate 1 is not that of an authority");
    Reply made = ann.post(ALL, body("maker", maker.pem())).is(201);
    String strangers =
        TestManufacturer.pem(TestManufacturer.root("CN=B").crl(now.minus(DAY), now.plus(DAY)));
    change(made, 1, "/crl", strangers).refuses("/crl");
    change(made, 1, "/crlPolicy", "SOFT").refuses("/crlPolicy");
    change(made, 1, "/name", "other").refuses("/name");
    change(made, 1, "/certificates", "other").refuses("/certificates");
    change(made, 1, "/x", "1").refuses("/x");
    ann.get(one("zzzzzzzz")).is(404);
  }

  @Test
  void account_hasTwentyAtMost() {
    for (int i = 0; i < 20; i++) {
      ann.post(ALL, body("n" + i, TestManufacturer.root("CN=" + i).pem())).is(201);
    }
    ann.post(ALL, body("one more", maker.pem())).isProblem(409, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void orderByCertificate_hasNoPassword() {
    Reply made = ann.post(REQUESTS, certified("by-certificate", "\"4711\"").json()).is(200);
    assertThat(made.at("/authenticationType")).isEqualTo("USER_CERT");
    assertThat(made.at("/certificateDevId")).isEqualTo("4711");
    assertThat(made.json().has("password")).isFalse();
    ann.post(REQUESTS + "/" + made.at("/id") + "/_reveal", "{}")
        .isProblem(409, "OPERATION_NOT_ALLOWED");
    Reply explained = ann.get(REQUESTS + "/_explain?clientId=by-certificate").is(200);
    assertThat(explained.at("/provisionRequest/certificateDevId")).isEqualTo("4711");
    String shown = ann.get(REQUESTS + "/" + made.at("/id")).is(200).text();
    Bodied always =
        Bodied.of(shown).with("/options/extraOptions/slipway/reprovision", "\"always\"");
    ann.put(REQUESTS + "/" + made.at("/id"), always.with("/certificateDevId", "\"4712\"").json())
        .refuses("/certificateDevId");
    ann.put(REQUESTS + "/" + made.at("/id"), always.json()).is(200);
  }

  @Test
  void digest_isKeptAsItIsCompared() {
    String digest = "sha256:" + "AB:".repeat(31) + "CD";
    Reply made = ann.post(REQUESTS, certified("by-digest", "\"" + digest + "\"").json()).is(200);
    assertThat(made.at("/certificateDevId")).isEqualTo("sha256:" + "ab".repeat(31) + "cd");
  }

  @Test
  void orderThatCannotBe_isRefusedByName() {
    Bodied order = certified("refused", "\"4711\"");
    ann.post(REQUESTS, order.without("/certificateDevId").json()).refuses("/certificateDevId");
    ann.post(REQUESTS, order.with("/certificateDevId", "\"\"").json()).refuses("/certificateDevId");
    ann.post(REQUESTS, order.with("/certificateDevId", "\"sha256:1\"").json())
        .refuses("/certificateDevId");
    ann.post(REQUESTS, order.with("/certificateDevId", "\"manufacturer:m\"").json())
        .refuses("/certificateDevId");
    ann.post(REQUESTS, order.with("/password", "\"a password\"").json()).refuses("/password");
    ann.post(REQUESTS, order.with("/authenticationType", "\"USER_PASS\"").json())
        .refuses("/certificateDevId");
  }

  @Test
  void template_ordersByCertificatesThatComeWithTheDevices() {
    String template =
        ann.post(
                "/v1/_/provisionTemplates",
                """
                {"displayName":"certified","body":{"extraOptions":{"slipway":{
                  "username":"${clientId}","certificateDevId":"SN-${serialNumber}"}}}}
                """)
            .is(200)
            .at("/templateId");
    Reply ordered =
        ann.post(
                "/v1/_/bulkProvisionRequests",
                """
                {"templateId":"%s","devices":[{"clientId":"bulk-a","serialNo":"1"},
                  {"clientId":"bulk-b","serialNo":"2","slipway":{"certificateDevId":"other"}}]}
                """
                    .formatted(template))
            .is(200);
    assertThat(ordered.json().at("/failedRequests")).isEmpty();
    assertThat(devId("bulk-a")).isEqualTo("SN-1");
    assertThat(devId("bulk-b")).isEqualTo("other");
    assertThat(
            ann.get("/v1/_/provisionTemplates/" + template)
                .at("/body/extraOptions/slipway/certificateDevId"))
        .isEqualTo("SN-${serialNumber}");
  }

  private String devId(String clientId) {
    Reply found = ann.get(REQUESTS + "?clientId=" + clientId).is(200);
    assertThat(found.at("/items/0/authenticationType")).isEqualTo("USER_CERT");
    return found.at("/items/0/certificateDevId");
  }

  private static Bodied certified(String clientId, String devId) {
    return Bodied.request(clientId)
        .with("/authenticationType", "\"USER_CERT\"")
        .with("/certificateDevId", devId);
  }

  private Reply change(Reply made, int optlock, String field, String text) {
    String value = JsonNodeFactory.instance.textNode(text).toString();
    return ann.put(
        one(made.at("/id")), Bodied.of("{\"optlock\":" + optlock + "}").with(field, value).json());
  }

  private static String one(String id) {
    return ALL + "/" + id;
  }
}
