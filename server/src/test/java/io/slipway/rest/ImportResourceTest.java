// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.CertificateProfile;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.Secret;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportResourceTest {
  private static final String ALL = "/v1/_/imports";
  private static final String CSV = "text/csv";
  private static final Duration LIMIT = Duration.ofMinutes(2);

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
    ann.post(
            "/v1/_/provisionTemplates?templateId=default",
            TemplateResourceTest.template(
                    "{\"name\":\"site\",\"type\":\"String\",\"value\":[\"${site}\"]}")
                .with("/body/extraOptions/slipway", "{\"generateActivationKey\":true}")
                .json())
        .is(200);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void rows_areOrderedAndThoseThatFailComeBackAsAFile() {
    Reply ended =
        imported(
            "",
            "\ufeffClient ID;serial_no;Site\r\n"
                + "csv-1;S1;\"north \"\"1\"\"\"\r\n"
                + "csv/2;S2;south\r\n"
                + "\r\n"
                + "csv-3;S3;\"a;b\r\nc\"\r\n"
                + "csv-4;;x\r\n"
                + "csv-5;S5;\r\n");
    assertCounts(ended, 5, 2, 0, 0, 3);
    assertThat(ended.json().at("/percent").asInt()).isEqualTo(100);
    assertThat(stored("csv-3").login().username()).isEqualTo("csv-3-S3");
    assertThat(site("csv-1")).isEqualTo("north \"1\"");
    assertThat(site("csv-3")).isEqualTo("a;b\r\nc");
    Reply failures = ann.get(ALL + "/" + ended.at("/id") + "/failures").is(200);
    assertThat(failures.text().lines().toList())
        .hasSize(4)
        .startsWith("clientId,serialNo,Site,slipway-line,slipway-reason")
        .anyMatch(l -> l.startsWith("csv/2,S2,south,3,/clientId: "))
        .anyMatch(l -> l.startsWith("csv-4,,x,7,\"") || l.startsWith("csv-4,,x,7,the user name"))
        .anyMatch(l -> l.contains("csv-5,S5,,") && l.contains("needs ${site}"));

    String mended = failures.text().replace("csv/2", "csv-2").replace("csv-4,,", "csv-4,S4,");
    Reply again = imported("", mended.replace("csv-5,S5,,", "csv-5,S5,west,"));
    assertCounts(again, 3, 3, 0, 0, 0);
    assertThat(site("csv-5")).isEqualTo("west");
  }

  @Test
  void rowsAndBulk_carryTheCertificateThatTheTemplateOrders() {
    String template =
        ann.post(
                "/v1/_/provisionTemplates",
                TemplateResourceTest.template(
                        "{\"name\":\"site\",\"type\":\"String\",\"value\":[\"${site}\"]}")
                    .with(
                        "/body/extraOptions/slipway",
                        "{\"deviceCertificate\":{\"subject\":\"CN=${clientId},OU=${site}\","
                            + "\"subjectAlternativeNames\":[\"dns:${clientId}.example\"],"
                            + "\"keyUsage\":[\"digitalSignature\",\"keyAgreement\"]}}")
                    .json())
            .is(200)
            .at("/templateId");
    Reply ended =
        imported("?template=" + template, "clientId,serialNo,site\ncert-1,S1,\"north, east\"\n");
    assertCounts(ended, 1, 1, 0, 0, 0);
    assertThat(certificate("cert-1").subject()).contains("CN=cert-1,OU=north\\, east");
    assertThat(certificate("cert-1").alternatives()).containsExactly("dns:cert-1.example");
    assertThat(certificate("cert-1").keyUses()).hasSize(2);
    Reply bulk =
        ann.post(
                "/v1/_/bulkProvisionRequests",
                "{\"templateId\":\""
                    + template
                    + "\",\"devices\":[{\"clientId\":\"cert-2\","
                    + "\"serialNo\":\"S2\",\"slipway\":{\"site\":\"south\"}},"
                    + "{\"clientId\":\"cert_3\",\"serialNo\":\"S3\",\"slipway\":{\"site\":\"s\"}}]}")
            .is(200);
    assertThat(bulk.json().at("/successfulRequests")).hasSize(1);
    assertThat(bulk.text()).contains("must be a host name after dns:");
    assertThat(certificate("cert-2").subject()).contains("CN=cert-2,OU=south");
    Reply shown = ann.get("/v1/_/provisionRequests?clientId=cert-2").is(200);
    assertThat(shown.text())
        .contains("\"subject\":\"CN=cert-2,OU=south\"", "\"keyUsage\":[\"digitalSignature\"");
  }

  private CertificateProfile certificate(String clientId) {
    return stored(clientId).options().extra().deviceCertificate().orElseThrow().profile();
  }

  @Test
  void row_thatIsThereAlready_isUnchangedOrADuplicateOrOverwritten() {
    String file = "clientId,serialNo,site\nsame-1,S1,north\nsame-2,S2,north\n";
    assertCounts(imported("", file), 2, 2, 0, 0, 0);
    ProvisionRequest first = stored("same-1");
    assertCounts(imported("", file), 2, 0, 2, 0, 0);
    assertThat(stored("same-1")).isEqualTo(first);

    String changed = file.replace("S2,north", "S2,south");
    Reply duplicate = imported("", changed);
    assertCounts(duplicate, 2, 0, 1, 0, 1);
    assertThat(ann.get(ALL + "/" + duplicate.at("/id") + "/failures").text())
        .contains("Client ID same-2 is already used for provisioning request");
    Attempts.start(slipway.store, stored("same-1"));
    Reply overwritten =
        imported("?overwriteIfDuplicate=true", changed.replace("S1,north", "S1,west"));
    assertCounts(overwritten, 2, 0, 0, 1, 1);
    assertThat(site("same-2")).isEqualTo("south");
    assertThat(stored("same-1").progress().status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(ann.get(ALL + "/" + overwritten.at("/id") + "/failures").text())
        .contains("is running and cannot be overwritten");
  }

  @Test
  void row_thatStandsTwice_isOrderedOnce() {
    assertCounts(
        imported("", "clientId,serialNo,site\ntw-1,S,a\ntw-1,S,a\ntw-1,S,b\n"), 3, 1, 1, 0, 1);
  }

  @Test
  void import_thatHasEndedIsForgottenAndItsOrdersStay() {
    Reply ended = imported("", "clientId,serialNo,site\nforgot-1,S1,a\n");
    String one = ALL + "/" + ended.at("/id");
    slipway.login("olga").delete(one).isProblem(404, "ENTITY_NOT_FOUND");
    ann.delete(one).is(204);
    ann.get(one).isProblem(404, "ENTITY_NOT_FOUND");
    ann.delete(one).isProblem(404, "ENTITY_NOT_FOUND");
    Reply told = ann.post("/v1/_/provisionRequests/" + stored("forgot-1").id() + "/_reveal", "{}");
    assertThat(told.is(200).at("/password")).isNotEmpty();
    Reply records = ann.get("/v1/_/auditRecords?subjectId=" + ended.at("/id"));
    assertThat(records.json().at("/items").findValuesAsText("action"))
        .containsExactly("deleted", "created");
  }

  @Test
  void dryRun_ordersNothing() {
    Reply ended = imported("?dryRun=true", "clientId,serialNo,site\ndry-1,S1,a\ndry#2,S2,a\n");
    assertCounts(ended, 2, 1, 0, 0, 1);
    assertThat(find("dry-1")).isEmpty();
    ann.get(ALL + "/" + ended.at("/id") + "/secrets").isProblem(409, "OPERATION_NOT_ALLOWED");
  }

  @Test
  void secrets_areToldOnce() {
    Reply ended = imported("", "clientId,serialNo,site\nsec-1,S1,a\nsec-2,S2,a\n");
    String secrets = ALL + "/" + ended.at("/id") + "/secrets";
    slipway.login("olga").get(secrets).isProblem(404, "ENTITY_NOT_FOUND");
    slipway.send(ann.token(), "HEAD", secrets, null).is(200);
    Reply told = ann.get(secrets).is(200);
    assertThat(told.text().lines().findFirst())
        .contains("clientId,username,password,activationKey,certificateDevId");
    String[] row = told.text().lines().skip(1).findFirst().orElseThrow().split(",", -1);
    assertThat(row[0] + " " + row[1]).isEqualTo("sec-1 sec-1-S1");
    assertThat(
            slipway.verifiers.verify(Secret.of(row[2]), stored("sec-1").login().passwordVerifier()))
        .isTrue();
    assertThat(row[3]).hasSize(32);
    ann.get(secrets).isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.post("/v1/_/provisionRequests/" + stored("sec-2").id() + "/_reveal", "{}").is(409);
    assertThat(ann.get(ALL + "/" + ended.at("/id")).json().at("/secretsTaken").asBoolean())
        .isTrue();
  }

  @Test
  void rowWithAFactoryCertificate_isLabelledWithoutAPassword() {
    String file = "clientId,serialNo,site,certificateDevId\nfac-1,S1,a,\nfac-2,S2,a,SN<2>\n";
    Reply ended = imported("", file);
    assertCounts(ended, 2, 2, 0, 0, 0);
    String again = file.replace("certificateDevId", "certificatedevid");
    assertCounts(imported("", again), 2, 0, 2, 0, 0);
    assertThat(stored("fac-1").login().certificateDevId()).isEmpty();
    assertThat(stored("fac-2").login().certificateDevId()).contains("SN<2>");
    Reply page = ann.get(ALL + "/" + ended.at("/id") + "/labels").is(200);
    assertThat(page.text()).contains("<dd>SN&lt;2&gt;</dd>");
    assertThat(page.text().split("<dt>Password</dt>", -1)).hasSize(2);
  }

  @Test
  void labels_showTheSecretsInWordsAndAsCodesOnce() {
    Reply ended = imported("", "clientId,serialNo,site\nlab&1,S1,a\nlab-2,S2,a\n");
    String labels = ALL + "/" + ended.at("/id") + "/labels";
    Reply page = ann.get(labels).is(200);
    assertThat(page.text()).contains("lab&amp;1-S1").containsPattern("<dd>[A-Za-z0-9]{32}</dd>");
    assertThat(page.text().split("<svg", -1)).hasSize(3);
    ann.get(labels).isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.get(ALL + "/" + ended.at("/id") + "/secrets").is(409);
  }

  @Test
  void preview_showsWhatTheDeviceOfARowWouldReceive() {
    String file = "clientId,serialNo,site\npre-1,S1,north\npre-2,S2,\"a <b>\"\n";
    Reply preview = ann.post(ALL + "/_preview?row=2", file, CSV).is(200);
    assertThat(preview.at("/clientId") + " " + preview.at("/username")).isEqualTo("pre-2 pre-2-S2");
    assertThat(preview.at("/configuration"))
        .contains("a &#60;b&#62;", "mqtts://broker.example:8883", "pre-2-1", "***");
    ann.post(ALL + "/_preview?row=3", file, CSV).refuses("row");
    assertThat(find("pre-1")).isEmpty();
    ann.post(ALL + "/_preview?row=1", file.replace(",north", ","), CSV).is(409);
  }

  @Test
  void jsonLinesAndBulkJson_areTakenToo() {
    Reply lines =
        ended(
            ann.post(
                ALL,
                "{\"clientId\":\"jl-1\",\"serialNo\":\"S1\",\"site\":7}\n\n"
                    + "{\"clientId\":\"jl-2\",\"serialNo\":null,\"site\":\"x\"}\n",
                "application/jsonl"));
    assertCounts(lines, 2, 1, 0, 0, 1);
    assertThat(site("jl-1")).isEqualTo("7");
    Reply bulk =
        ended(
            ann.post(
                ALL,
                "{\"devices\":[{\"clientId\":\"bj-1\",\"serialNo\":\"S1\",\"site\":\"n\"}],"
                    + "\"templateId\":\"default\",\"providedServices\":[]}",
                "application/json"));
    assertCounts(bulk, 1, 1, 0, 0, 0);
  }

  @Test
  void file_thatIsNone_isRefusedAndLeavesNothing() {
    long before = ann.get(ALL + "?askTotalCount=true").json().at("/totalCount").asLong();
    assertThat(refused("serialNo\nS\n", CSV)).contains("one of them must be clientId");
    assertThat(refused("clientId,ClientID\na,b\n", CSV)).contains("is there twice");
    assertThat(refused("clientId,password\na,b\n", CSV)).contains("cannot be called password");
    assertThat(refused("clientId,serialNo\na,b,c\n", CSV)).contains("line 2 has 3 values");
    assertThat(refused("clientId\n", CSV)).contains("has no rows");
    assertThat(refused("", CSV)).contains("first line must name the columns");
    assertThat(refused("clientId,x\na," + "y".repeat(70_000) + "\n", CSV)).contains("line 2");
    assertThat(refused("{\"clientId\":\"a\"}\n{\n", "application/jsonl")).contains("line 2");
    assertThat(refused("{\"clientId\":{}}\n", "application/jsonl")).contains("line 1");
    assertThat(refused("{\"devices\":{}}", "application/json")).contains("must be a list");
    assertThat(refused("{\"devices\":[{]}", "application/json")).contains("not valid JSON");
    ann.post(ALL, "x", "text/plain").is(415);
    ann.post(ALL + "?template=AQ", "clientId\na\n", CSV).is(404);
    ann.post(ALL + "?services=x", "clientId\na\n", CSV).refuses("services");
    assertThat(ann.get(ALL + "?askTotalCount=true").json().at("/totalCount").asLong())
        .isGreaterThanOrEqualTo(before);
    assertThat(ann.get(ALL).text()).doesNotContain("RECEIVING");
  }

  @Test
  void import_thatHasEnded_isNotCancelled() {
    Reply ended = imported("", "clientId,serialNo,site\ncan-1,S1,a\n");
    ann.post(ALL + "/" + ended.at("/id") + "/_cancel", "{}")
        .isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.get(ALL + "/AQ").isProblem(404, "ENTITY_NOT_FOUND");
  }

  private String refused(String file, String type) {
    return ann.post(ALL, file, type).is(400).at("/message");
  }

  private Reply imported(String query, String file) {
    return ended(ann.post(ALL + query, file, CSV));
  }

  private Reply ended(Reply started) {
    String one = ALL + "/" + started.is(200).at("/id");
    Instant last = Instant.now().plus(LIMIT);
    Reply now = ann.get(one).is(200);
    while (!now.at("/state").equals("COMPLETED")) {
      assertThat(now.at("/state")).as(now.text()).isIn("WAITING", "RUNNING");
      assertThat(Instant.now()).as(now.text()).isBefore(last);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      now = ann.get(one).is(200);
    }
    return now;
  }

  private static void assertCounts(
      Reply job, int rows, int created, int unchanged, int overwritten, int failed) {
    assertThat(job.json().at("/rows").asInt()).as(job.text()).isEqualTo(rows);
    assertThat(job.json().at("/created").asInt()).as(job.text()).isEqualTo(created);
    assertThat(job.json().at("/unchanged").asInt()).as(job.text()).isEqualTo(unchanged);
    assertThat(job.json().at("/overwritten").asInt()).as(job.text()).isEqualTo(overwritten);
    assertThat(job.json().at("/failed").asInt()).as(job.text()).isEqualTo(failed);
  }

  private String site(String clientId) {
    return stored(clientId)
        .options()
        .deviceConfiguration()
        .component("org.wifi")
        .orElseThrow()
        .properties()
        .get("site")
        .values()
        .get(0);
  }

  private ProvisionRequest stored(String clientId) {
    return find(clientId).orElseThrow();
  }

  private Optional<ProvisionRequest> find(String clientId) {
    RequestFilter filter =
        new RequestFilter(Optional.of(clientId), Optional.empty(), Optional.empty());
    return slipway.store.requests(Installation.ACME, filter, PageRequest.FIRST).items().stream()
        .findFirst();
  }
}
