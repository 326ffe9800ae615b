// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.Device;
import io.slipway.proof.world.Operator;

/** What must be true of a device that has arrived, whatever befell it on the way. */
final class Arrival {
  private Arrival() {}

  /** It took one attempt, and everything else is as it must be. */
  static void assertOnce(Operator operator, Device device) {
    assertComplete(operator, device, 1);
    assertThat(operator.events(device.order().clientId())).containsOnlyOnce("UNDER_PROVISIONING");
  }

  /** It arrived in the last of so many attempts, with what all of them have given it. */
  static void assertComplete(Operator operator, Device device, int attempts) {
    String clientId = device.order().clientId();
    operator.awaitStatus(device.order(), "COMPLETED");
    assertThat(operator.attempts(device.order())).as(clientId).isEqualTo(attempts);
    assertThat(operator.executions(device.order())).as(clientId).hasSize(attempts);
    assertThat(operator.executions(device.order()).getLast().path("executionStatus").asText())
        .as(clientId)
        .isEqualTo("COMPLETED");
    assertThat(operator.events(clientId)).as(clientId).containsOnlyOnce("PROVISIONED");
    assertThat(device.configurations())
        .as("%s is given the same, byte for byte", clientId)
        .allSatisfy(xml -> assertThat(xml).isEqualTo(device.configurations().getFirst()));
    assertThat(device.settings().login().username()).isEqualTo(clientId + "-1");
  }
}
