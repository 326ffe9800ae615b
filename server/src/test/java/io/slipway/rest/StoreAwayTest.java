// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAwayTest {
  @Test
  void everything_isAnswered503WhileTheStoreIsAway(@TempDir Path directory) throws Exception {
    try (Installation slipway = new Installation(directory)) {
      Installation.Caller ann = slipway.ann();
      slipway.store.close();
      assertAway(ann.get("/v1/_/devices"));
      assertAway(ann.get("/v1/_/provisionRequests/AQ"));
      assertAway(ann.post("/v1/_/provisionRequests", Bodied.request("gateway").json()));
      assertAway(
          slipway.tryLogin(
              "{\"username\":\"ann\",\"password\":\"" + Installation.PASSWORD + "\"}"));
    }
  }

  private static void assertAway(Reply reply) {
    reply.isProblem(503, "SERVICE_UNAVAILABLE");
    assertThat(reply.http().headers().firstValue("Retry-After")).contains("5");
  }
}
