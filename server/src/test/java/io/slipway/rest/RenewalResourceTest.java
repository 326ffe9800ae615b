// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.OrderSamples;
import io.slipway.store.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenewalResourceTest {
  private static final String ALL = "/v1/_/certificateRenewals";

  private final Samples samples = new Samples();
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
  void renewal_isListedAndApprovedOnce() {
    String id = sleeper("sleeper");
    Reply list = ann.get(ALL + "?clientId=sleeper&state=WAITING&askTotalCount=true").is(200);
    assertThat(list.json().at("/totalCount").asInt()).isEqualTo(1);
    assertThat(list.at("/items/0/id")).isEqualTo(id);
    assertThat(list.at("/items/0/source")).isEqualTo("192.0.2.1");
    assertThat(ann.post(ALL + "/" + id + "/_approve", "{}").is(200).at("/state"))
        .isEqualTo("APPROVED");
    assertThat(ann.get(ALL + "/" + id).is(200).at("/decidedBy")).isNotEmpty();
    ann.post(ALL + "/" + id + "/_approve", "{}").isProblem(409, "OPERATION_NOT_ALLOWED");
    ann.post(ALL + "/" + id + "/_reject", null).isProblem(409, "OPERATION_NOT_ALLOWED");
    assertThat(ann.get("/v1/_/auditRecords?action=renewalApproved").is(200).at("/items/0/actor"))
        .isEqualTo("ann");
    assertThat(ann.get(ALL + "?state=WAITING&clientId=sleeper").is(200).json().at("/size").asInt())
        .isZero();
  }

  @Test
  void renewal_isRejected() {
    String id = sleeper("unwanted");
    assertThat(ann.post(ALL + "/" + id + "/_reject", null).is(200).at("/state"))
        .isEqualTo("REJECTED");
    ann.post(ALL + "/" + id + "/_approve?colour=1", null).refuses("colour");
  }

  @Test
  void renewalOfAnotherAccount_isUnknown() {
    String id = sleeper("theirs");
    Installation.Caller olga = slipway.login("olga");
    olga.get(ALL + "/" + id).isProblem(404, "ENTITY_NOT_FOUND");
    olga.post(ALL + "/" + id + "/_approve", null).isProblem(404, "ENTITY_NOT_FOUND");
  }

  /** A device whose certificate has expired, and that has asked for another. */
  private String sleeper(String clientId) {
    String order =
        ann.post("/v1/_/provisionRequests", Bodied.request(clientId).json()).is(200).at("/id");
    ProvisionRequest request = slipway.store.request(Id.parse(order).orElseThrow()).orElseThrow();
    DeviceCertificate like = OrderSamples.certificate(samples, request, "csr");
    Instant now = Instant.now();
    DeviceCertificate expired =
        new DeviceCertificate(
            like.id(),
            like.scopeId(),
            like.requestId(),
            like.generation(),
            clientId,
            like.csrSha256(),
            like.serial(),
            like.fingerprint(),
            now.minus(Duration.ofDays(20)),
            now.minus(Duration.ofDays(1)),
            like.pem(),
            now.minus(Duration.ofDays(20)),
            Optional.empty());
    Certified.give(slipway.store, request, expired);
    slipway.store.certificates().ask(CertificateRenewal.of(expired, "192.0.2.1", now), 10);
    return expired.id().toString();
  }
}
