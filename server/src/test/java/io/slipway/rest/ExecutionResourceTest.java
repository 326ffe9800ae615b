// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutionResourceTest {
  private Installation slipway;
  private Installation.Caller ann;
  private Execution failed;
  private Execution running;
  private String all;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    ann.post(
        "/v1/_/endpointInfos",
        "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
            + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}");
    Reply created = ann.post("/v1/_/provisionRequests", Bodied.request("gateway").json());
    Id id = Id.parse(created.is(200).at("/id")).orElseThrow();
    failed = Attempts.fail(slipway.store, request(id), FailureCause.STEP_TIMEOUT);
    running = Attempts.start(slipway.store, request(id));
    all = "/v1/_/provisionRequests/" + id + "/executions";
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void attempts_areListedNewestFirst() {
    Reply list = ann.get(all + "?askTotalCount=true").is(200);
    assertThat(list.at("/type")).isEqualTo("provisionExecutionListResult");
    assertThat(list.json().at("/totalCount").asInt()).isEqualTo(2);
    assertThat(list.at("/items/0/id")).isEqualTo(running.id().toString());
    assertThat(list.at("/items/1/id")).isEqualTo(failed.id().toString());
    assertThat(ann.post(all + "/_count", "{}").is(200).json().at("/count").asInt()).isEqualTo(2);
  }

  @Test
  void attempt_saysHowItWentAndWhy() {
    Reply one = ann.get(all + "/" + failed.id()).is(200);
    assertThat(one.at("/type")).isEqualTo("provisionExecution");
    assertThat(one.at("/executionStatus")).isEqualTo("FAILED");
    assertThat(one.at("/startedOn")).isEqualTo("2026-03-01T08:00:00.000Z");
    assertThat(one.at("/endedOn")).isEqualTo("2026-03-01T08:00:30.500Z");
    assertThat(one.at("/log"))
        .isEqualTo(
            "2026-03-01T08:00:00.000Z the device asked to be provisioned\n"
                + "2026-03-01T08:00:30.500Z it did not answer");
    assertThat(one.json().at("/slipway").toString())
        .isEqualTo(
            "{\"generation\":1,\"attempt\":1,\"profile\":\"full\",\"step\":\"STARTED\","
                + "\"failureCause\":\"STEP_TIMEOUT\"}");
    assertThat(one.text()).doesNotContain(failed.seed());
  }

  @Test
  void attempt_thatRunsHasNoEnd() {
    Reply one = ann.get(all + "/" + running.id()).is(200);
    assertThat(one.at("/executionStatus")).isEqualTo("RUNNING");
    assertThat(one.json().has("endedOn")).isFalse();
  }

  @Test
  void attempt_isFoundUnderItsRequestOnly() {
    ann.get(all + "/AQ").isProblem(404, "ENTITY_NOT_FOUND");
    Reply other = ann.post("/v1/_/provisionRequests", Bodied.request("other").json());
    ann.get("/v1/_/provisionRequests/" + other.at("/id") + "/executions/" + failed.id()).is(404);
  }

  @Test
  void request_showsWhereItStands() {
    Reply request = ann.get(all.replace("/executions", "")).is(200);
    assertThat(request.at("/executionStatus")).isEqualTo("RUNNING");
    assertThat(request.at("/options/extraOptions/slipway/step")).isEqualTo("STARTED");
    assertThat(request.json().at("/options/extraOptions/slipway/attempts").asInt()).isEqualTo(2);
  }

  private ProvisionRequest request(Id id) {
    return slipway.store.request(id).orElseThrow();
  }
}
