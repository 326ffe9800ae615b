// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountResourceTest {
  private static final String CHILD =
      "{\"name\":\"north\",\"organizationName\":\"North\",\"organizationEmail\":\"n@acme.example\","
          + "\"organizatioPpersonName\":\"Nora\",\"organizationCity\":\"Oslo\"";

  @TempDir private Path directory;
  private Installation slipway;
  private Installation.Caller ann;

  @BeforeEach
  void start() throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
  }

  @AfterEach
  void stop() {
    slipway.close();
  }

  @Test
  void account_isMadeShownChangedAndDeleted() {
    Reply made = ann.post("/v1/_/accounts", CHILD + "}").is(201);
    assertThat(made.at("/organization/personName")).isEqualTo("Nora");
    assertThat(made.at("/organization/city")).isEqualTo("Oslo");
    assertThat(made.at("/scopeId")).isEqualTo(Installation.ACME.toString());
    assertThat(made.at("/parentAccountPath")).startsWith("/1/100/");
    String one = "/v1/_/accounts/" + made.at("/id");
    Reply changed = ann.put(one, made.text().replace("Oslo", "Bergen")).is(200);
    assertThat(changed.at("/organization/city")).isEqualTo("Bergen");
    ann.put(one, made.text()).isProblem(409, "OPTIMISTIC_LOCKING");
    assertThat(ann.get("/v1/_/accounts?name=north").is(200).at("/items/0/id"))
        .isEqualTo(made.at("/id"));
    ann.delete(one).is(204);
    ann.get(one).is(404);
  }

  @Test
  void account_isRefusedWithTheFieldThatIsWrong() {
    ann.post("/v1/_/accounts", CHILD.replace("north", "a/b") + "}").refuses("/name");
    ann.post("/v1/_/accounts", CHILD.replace("n@acme.example", "nobody") + "}")
        .refuses("/organization/email");
    ann.post("/v1/_/accounts", CHILD + ",\"slipway\":{\"maxDevices\":-1}}")
        .refuses("/slipway/maxDevices");
    ann.post("/v1/_/accounts", CHILD.replace("north", "other") + "}")
        .isProblem(409, "ENTITY_UNIQUENESS");
  }

  @Test
  void accountWithDevices_isNotDeleted() {
    Installation.Caller admin = slipway.admin();
    slipway.store.create(new io.slipway.store.Samples().request(Installation.ACME, "gateway-1"));
    Reply refused = admin.delete("/v1/_/accounts/" + Installation.ACME);
    refused.isProblem(409, "OPERATION_NOT_ALLOWED");
    assertThat(refused.at("/message")).contains("1 provision requests");
    admin.delete("/v1/_/accounts/Ag").is(404);
  }

  @Test
  void ownAccount_cannotRaiseItsOwnQuota() {
    Reply own = ann.get("/v1/account").is(200);
    assertThat(own.at("/name")).isEqualTo("acme");
    String body =
        "{\"optlock\":1,\"organization\":{\"name\":\"Acme\",\"email\":\"a@acme.example\"},"
            + "\"slipway\":{\"maxDevices\":9}}";
    Reply changed = ann.put("/v1/account", body).is(200);
    assertThat(changed.at("/organization/name")).isEqualTo("Acme");
    assertThat(changed.json().at("/slipway/maxDevices").isMissingNode()).isTrue();
  }

  @Test
  void quota_isKept() {
    Installation.Caller admin = slipway.admin();
    admin.put("/v1/_/accounts/" + Installation.ACME, "{\"slipway\":{\"maxRequests\":2}}").is(200);
    ann.post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"b.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
        .is(201);
    ann.post("/v1/_/provisionRequests", Bodied.request("one").json()).is(200);
    ann.post("/v1/_/provisionTemplates?templateId=default", "{\"body\":{}}").is(200);
    Reply bulk =
        ann.post(
                "/v1/_/bulkProvisionRequests",
                "{\"devices\":[{\"clientId\":\"two\",\"serialNo\":\"2\"},"
                    + "{\"clientId\":\"three\",\"serialNo\":\"3\"}]}")
            .is(200);
    assertThat(bulk.json().at("/successfulRequests").size()).isEqualTo(1);
    assertThat(bulk.at("/failedRequests/0/reason")).contains("at most 2 provision requests");
    Reply refused = ann.post("/v1/_/provisionRequests", Bodied.request("four").json());
    refused.isProblem(409, "OPERATION_NOT_ALLOWED");
    admin.put("/v1/_/accounts/" + Installation.ACME, "{\"slipway\":{\"maxDevices\":2}}").is(200);
    ann.post("/v1/_/provisionRequests", Bodied.request("four").json()).is(409);
  }
}
