// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.OrderSamples;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import io.slipway.store.Samples;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateResourceTest {
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
  void certificates_areListedNewestFirst() {
    String device = device("listed");
    Id first = certificate("listed", "1");
    Id second = certificate("listed", "2");
    Reply list = ann.get(device + "?askTotalCount=true").is(200);
    assertThat(list.json().at("/totalCount").asInt()).isEqualTo(2);
    assertThat(list.at("/items/0/id")).isEqualTo(second.toString());
    assertThat(list.at("/items/1/id")).isEqualTo(first.toString());
    assertThat(list.at("/items/1/certificateType")).isEqualTo("SSL");
    assertThat(list.at("/items/1/slipway/serial")).isEqualTo("7f" + first.value());
    assertThat(list.json().at("/items/1/slipway/revokedOn").isMissingNode()).isTrue();
    assertThat(ann.get(device + "?certificateType=DEVICE_MANAGEMENT").is(200).json().at("/size"))
        .hasToString("0");
    ann.get(device + "?certificateType=TLS").refuses("certificateType");
  }

  @Test
  void certificate_isRevokedOnce() {
    String device = device("revoked");
    Id certificate = certificate("revoked", "1");
    String revoke = device + "/_revoke?certificateType=SSL&certificateId=" + certificate;
    ann.post(revoke, null).is(200);
    Reply shown = ann.get(device).is(200);
    assertThat(shown.at("/items/0/slipway/revocationCause")).isEqualTo("REVOKED_BY_OPERATOR");
    ann.post(revoke, null).is(200);
    assertThat(ann.get(device).json()).isEqualTo(shown.json());
    assertThat(ann.get("/v1/_/auditRecords?action=certificateRevoked").is(200).json().at("/size"))
        .hasToString("1");
  }

  @Test
  void certificateOfAnotherDevice_isUnknown() {
    String device = device("mine");
    device("theirs");
    Id theirs = certificate("theirs", "1");
    String revoke = device + "/_revoke?certificateType=SSL&certificateId=";
    ann.post(revoke + theirs, null).isProblem(404, "ENTITY_NOT_FOUND");
    ann.post(revoke + "AQ", null).isProblem(404, "ENTITY_NOT_FOUND");
    ann.post(device + "/_revoke?certificateType=SSL", null).refuses("certificateId");
    ann.post(device + "/_revoke?certificateId=AQ", null).is(400);
    assertThat(slipway.store.certificates().certificate(theirs).orElseThrow().revoked()).isFalse();
  }

  @Test
  void installation_isRefusedWithTheWayToGo() {
    Reply refused = ann.post(device("install") + "/_install", null);
    assertThat(refused.isProblem(409, "OPERATION_NOT_ALLOWED").text())
        .contains("deviceCertificate");
  }

  private Id certificate(String clientId, String csr) {
    ProvisionRequest request =
        slipway
            .store
            .requests(
                Installation.ACME,
                new RequestFilter(Optional.of(clientId), Optional.empty(), Optional.empty()),
                PageRequest.FIRST)
            .items()
            .get(0);
    return Certified.give(slipway.store, request, OrderSamples.certificate(samples, request, csr));
  }

  /** Orders and registers a device; where its certificates are. */
  private String device(String clientId) {
    ann.post("/v1/_/provisionRequests", Bodied.request(clientId).json()).is(200);
    Reply made = ann.post("/v1/_/devices", "{\"clientId\":\"" + clientId + "\"}").is(201);
    return "/v1/_/devices/" + made.at("/id") + "/certificates";
  }
}
