// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power fails at every step of the agent; started again it goes on where it was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledAgentIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) {
    folder = place;
    slipway = Slipway.start(place);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connecting to the provision broker",
        "connected as",
        "the platform's certificates are good",
        "configuration received and stored",
        "all received; going to",
        "connecting to the account's broker",
        "provisioned; provisioning has disabled itself",
        "at work in account",
      })
  void agentKilledWhenItSays_arrivesOnceWhenStartedAgain(String line) {
    PlacedOrder order = operator.place(Order.of("killed-" + line.replaceAll("\\W", "-")));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.configure().start().await(line).kill();
      agent.start().awaitWork();
      assertArrivedOnce(order, agent);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a key of the device's own is made and stored",
        "the device's certificate is here and stored",
        "configuration received and stored",
      })
  void agentKilledWithItsKeyInHand_arrivesOnceWithOneCertificate(String line) {
    String clientId = "certified-" + line.replaceAll("\\W", "-");
    PlacedOrder order = operator.place(Order.of(clientId).certificate("instead", "EC-P256"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.configure().start().await(line).kill();
      agent.start().awaitWork();
      assertArrivedOnce(order, agent);
      assertThat(operator.certificates(clientId)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "apply"})
  void agentKilledInItsHook_runsItAgainAndArrivesOnce(String verb) {
    PlacedOrder order = operator.place(Order.of("killed-in-" + verb));
    Hook hook = Hook.in(folder.resolve(order.clientId()).resolve("hook"));
    hook.hold(verb);
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("hook", hook.program().toString()).configure().start();
      hook.awaitBegun(verb);
      agent.kill();
      assertThat(hook.done()).doesNotContain(verb);
      hook.release(verb);
      agent.start().awaitWork();
      assertArrivedOnce(order, agent);
      assertThat(hook.begun().stream().filter(verb::equals).count()).isGreaterThanOrEqualTo(2);
      assertThat(hook.done()).contains(verb);
    }
  }

  private void assertArrivedOnce(PlacedOrder order, AgentProcess agent) {
    operator.awaitStatus(order, "COMPLETED");
    operator.awaitConnection(order.clientId(), "CONNECTED");
    assertThat(agent.configurationText()).startsWith("enabled=false\nprovisioned=true\n");
    assertThat(operator.attempts(order)).isEqualTo(1);
    assertThat(operator.executions(order)).hasSize(1);
    assertThat(operator.events(order.clientId()))
        .containsOnlyOnce("UNDER_PROVISIONING")
        .containsOnlyOnce("PROVISIONED");
  }
}
