// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the agent refuses, what it is refused, and what the operator sees of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentRefusalIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) {
    folder = place;
    slipway = Slipway.start(place, "--provision-wss-port", "0", "--retry-after", "1");
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void platformThatIsNotTrusted_isRefusedUntilRetriesAreUsedUp() {
    PlacedOrder order = operator.place(Order.of("distrustful"));
    try (AgentProcess agent =
        new AgentProcess(folder.resolve("distrustful"), Project.oldestJava(), order)) {
      // Whom Java trusts by itself does not include this platform.
      agent
          .set("broker-url", "mqtt://127.0.0.1:" + slipway.ports().provisionTcp())
          .set("retry-max-attempts", "1");
      assertThat(agent.configure().start().awaitEnd()).isEqualTo(1);
      assertThat(agent.output())
          .contains("refused: CERTIFICATES_REFUSED: the root is not trusted")
          .contains("giving up, all retries are used up: CERTIFICATES_REFUSED");
      assertThat(agent.configurationText()).startsWith("enabled=true\nprovisioned=false\n");
    }
    assertThat(operator.executions(order))
        .hasSize(2)
        .allSatisfy(
            x -> {
              assertThat(x.at("/slipway/failureCause").asText()).isEqualTo("CERTIFICATES_REFUSED");
              assertThat(x.path("log").asText()).contains("the root is not trusted");
            });
  }

  @Test
  void brokerWithAnotherName_isNotSpokenTo() throws IOException {
    assertNotSpokenTo("other-name", "mqtts", slipway.ports().provisionTls(), "");
    assertNotSpokenTo("other-name-by-ws", "wss", slipway.port("provisionWss"), "/mqtt");
  }

  private void assertNotSpokenTo(String clientId, String scheme, int port, String path)
      throws IOException {
    PlacedOrder order = operator.place(Order.of(clientId));
    try (Detour detour = new Detour(port);
        AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("broker-url", scheme + "://" + Detour.HOST + ":" + detour.port() + path);
      agent.configure().start().await("trying again in");
      assertThat(agent.terminate()).isZero();
      assertThat(agent.output())
          .contains("No subject alternative names matching IP address 127.0.0.2 found")
          .doesNotContain("connected as");
    }
    assertThat(operator.status(order)).isEqualTo("CREATED");
  }

  @Test
  void brokerOfAnotherAuthority_isNotSpokenTo() {
    PlacedOrder order = operator.place(Order.of("other-authority"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order).unset("ca-file")) {
      agent.configure().start().await("trying again in");
      assertThat(agent.terminate()).isZero();
      assertThat(agent.output()).contains("certification path").doesNotContain("connected as");
    }
    assertThat(operator.status(order)).isEqualTo("CREATED");
  }

  @Test
  void configurationThatTheHookRefuses_changesNothingAndIsSaidToTheOperator() {
    PlacedOrder order = operator.place(Order.of("refusing"));
    Hook hook = Hook.in(folder.resolve("refusing/hook"));
    hook.refuse("check");
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("hook", hook.program().toString()).configure().start();
      agent.await("configuration refused: the hook's check ended with 1: no room for it");
      Patience.until("a failed attempt", () -> !operator.failureCause(order).isEmpty());
      assertThat(operator.executions(order).getFirst().path("log").asText())
          .contains("CONFIGURATION_REFUSED")
          .contains("no room for it");

      hook.accept("check");
      agent.awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(hook.done()).containsExactly("check", "apply");
    }
  }

  @Test
  void wrongPassword_isTriedAsOftenAsAllowed() {
    PlacedOrder order = operator.place(Order.of("mistyped"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("password", "wrong").set("retry-max-attempts", "1");
      assertThat(agent.configure().start().awaitEnd()).isEqualTo(1);
      assertThat(agent.output().split("connecting to the provision broker", -1)).hasSize(3);
      assertThat(agent.output()).contains("client id, user name or password are wrong");
    }
    assertThat(operator.status(order)).isEqualTo("CREATED");
  }

  @Test
  void secondAgentInOneFolder_isKeptOut() {
    PlacedOrder order = operator.place(Order.of("twice"));
    try (AgentProcess first = AgentProcess.usual(folder, slipway, order);
        AgentProcess second = AgentProcess.usual(folder, slipway, order)) {
      first.configure().start().awaitWork();
      assertThat(second.start().awaitEnd()).isEqualTo(1);
      assertThat(second.outputSinceStart()).contains("another agent uses the folder");
    }
  }
}
