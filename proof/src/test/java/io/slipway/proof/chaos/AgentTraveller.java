// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.agent.AgentProcess;
import io.slipway.proof.world.Desk;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The real agent, which may lose its power at any time. */
final class AgentTraveller implements Traveller {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final AgentProcess agent;
  private final PlacedOrder order;
  private final Desk desk;
  private final AtomicBoolean powerLost = new AtomicBoolean();

  AgentTraveller(AgentProcess agent, PlacedOrder order, Desk desk) {
    this.agent = agent;
    this.order = order;
    this.desk = desk;
  }

  @Override
  public PlacedOrder order() {
    return order;
  }

  /** Its power fails for a moment. */
  void losePower() {
    powerLost.set(true);
  }

  @Override
  public void travel() {
    Patience.Deadline deadline = Patience.within(order.clientId() + " arrived", LIMIT);
    agent.configure().start();
    while (!arrived()) {
      deadline.check();
      if (powerLost.getAndSet(false)) {
        agent.kill();
        agent.start();
      }
      Pause.of(MOMENT);
    }
    int code = agent.terminate();
    assertThat(code).as("how %s ended", order.clientId()).isIn(0, 143);
  }

  private boolean arrived() {
    return agent.configurationText().startsWith("enabled=false\nprovisioned=true\n")
        && desk.ask("a status", o -> o.status(order)).equals("COMPLETED");
  }

  @Override
  public List<String> secrets() {
    return List.of(order.password());
  }

  @Override
  public void proveItself() {
    agent.start().awaitWork().terminate();
  }

  @Override
  public void close() {
    agent.close();
  }
}
