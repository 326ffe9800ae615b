// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while there are agents at every step; all go on when it is back. */
class KilledServerUnderAgentsIT {

  @Test
  void agents_arriveOnceWhereverTheyWereWhenTheServerWasKilled(@TempDir Path folder) {
    try (Slipway slipway = Slipway.start(folder)) {
      Operator operator = slipway.operator();
      PlacedOrder checking = operator.place(Order.of("checking"));
      PlacedOrder applying = operator.place(Order.of("applying"));
      PlacedOrder working = operator.place(Order.of("working"));
      PlacedOrder late = operator.place(Order.of("late"));
      Hook inCheck = Hook.in(folder.resolve("checking/hook"));
      Hook inApply = Hook.in(folder.resolve("applying/hook"));
      inCheck.hold("check");
      inApply.hold("apply");
      try (AgentProcess first = agent(folder, slipway, checking);
          AgentProcess second = agent(folder, slipway, applying);
          AgentProcess third = agent(folder, slipway, working);
          AgentProcess fourth = agent(folder, slipway, late)) {
        first.set("hook", inCheck.program().toString()).configure().start();
        second.set("hook", inApply.program().toString()).configure().start();
        third.configure().start().awaitWork();
        operator.awaitStatus(working, "COMPLETED");
        inCheck.awaitBegun("check");
        inApply.awaitBegun("apply");

        slipway.kill();
        inCheck.release("check");
        inApply.release("apply");
        third.await("the connection was lost");
        fourth.configure().start().await("trying again in");
        slipway.startAgain();

        first.awaitWork();
        second.awaitWork();
        fourth.awaitWork();
        for (PlacedOrder order : new PlacedOrder[] {checking, applying, working, late}) {
          assertArrivedOnce(slipway.operator(), order);
        }
      }
    }
  }

  private static AgentProcess agent(Path folder, Slipway slipway, PlacedOrder order) {
    return AgentProcess.usual(folder, slipway, order);
  }

  private static void assertArrivedOnce(Operator operator, PlacedOrder order) {
    operator.awaitStatus(order, "COMPLETED");
    operator.awaitConnection(order.clientId(), "CONNECTED");
    assertThat(operator.executions(order)).as(order.clientId()).hasSize(1);
    assertThat(operator.events(order.clientId()))
        .as(order.clientId())
        .containsOnlyOnce("UNDER_PROVISIONING")
        .containsOnlyOnce("PROVISIONED");
  }
}
