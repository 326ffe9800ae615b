// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.mqtt.BrokerConnection;
import io.slipway.agent.mqtt.BrokerException;
import io.slipway.agent.packages.PackageFetch;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.Progress;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.topic.ControlScope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is said to the platform about applications: answers when they are known, and meanwhile that
 * the work goes on. Knows when a run has come to nothing.
 */
final class PackageTalk {
  /** The platform wants to hear something every half minute. */
  private static final Duration REPORT_EVERY = Duration.ofSeconds(20);

  private final AgentSettings settings;
  private final Memory memory;
  private final PackageOrders orders;
  private final Surroundings surroundings;
  private Instant nextReport;

  /** When the platform was last heard of, or the agent was started. */
  private Instant heard;

  /** Whether something was done since {@link #tend} was asked last. */
  private boolean progress;

  PackageTalk(AgentSettings settings, Memory memory, PackageFetch fetch, Surroundings world) {
    this.settings = settings;
    this.memory = memory;
    this.orders = new PackageOrders(memory, fetch, world);
    this.surroundings = world;
    this.heard = world.uptime().instant();
    this.nextReport = heard;
  }

  boolean busy() {
    return orders.busy();
  }

  /** How long to wait for a message, at most. */
  Duration wait(Duration longest) {
    Duration due = Duration.between(uptime(), nextReport);
    if (!waitedFor() || due.compareTo(longest) > 0) {
      return longest;
    }
    return due.isNegative() ? Duration.ZERO : due;
  }

  /** Takes an order, and answers it where that can be done at once. */
  void take(BrokerConnection connection, Talk talk, Talk.Heard.Order order) throws BrokerException {
    heard = uptime();
    nextReport = heard.plus(REPORT_EVERY);
    Optional<Answer> answer;
    try {
      answer = orders.carryOut(order);
    } catch (IOException full) {
      answer = Optional.of(PackageOrders.unstored(full));
    }
    if (answer.isPresent()) {
      answer(connection, talk, new PackageOrders.Told(order, answer.get()));
    }
  }

  /**
   * Tells the platform what it waits for, or that the work goes on.
   *
   * @return whether the run is alive, so that time begins anew
   */
  boolean tend(BrokerConnection connection, Talk talk) throws BrokerException {
    Optional<PackageOrders.Told> told = orders.told();
    if (told.isPresent()) {
      answer(connection, talk, told.get());
    } else if (waitedFor() && !uptime().isBefore(nextReport)) {
      nextReport = uptime().plus(REPORT_EVERY);
      report(connection, orders.errand().orElseThrow());
    }
    boolean alive = progress || orders.busy();
    progress = false;
    return alive;
  }

  private boolean waitedFor() {
    return orders.errand().flatMap(Errand::asked).isPresent();
  }

  private void answer(BrokerConnection connection, Talk talk, PackageOrders.Told told)
      throws BrokerException {
    talk.answered(told.order(), told.answer());
    progress |= told.answer().ok();
    long now = surroundings.clock().millis();
    connection.publish(told.order().topic(), KuraPayloadCodec.encode(told.answer().toPayload(now)));
  }

  private void report(BrokerConnection connection, Errand errand) throws BrokerException {
    ControlScope scope = settings.scope();
    String topic =
        String.join(
            "/",
            scope.prefix(),
            scope.account(),
            errand.asked().orElseThrow().envelope().requesterClientId(),
            Progress.APP,
            "NOTIFY",
            scope.clientId(),
            Progress.RESOURCE);
    long now = surroundings.clock().millis();
    connection.publish(topic, KuraPayloadCodec.encode(errand.progress().toPayload(now)));
  }

  /** Before a visit: what was cut off while packages were taken back goes on. */
  void begin() {
    if (!orders.busy()) {
      takingBack(() -> memory.packages().finishTakingBack());
    }
  }

  /** A visit has ended. */
  void end(Optional<Outcome> outcome) {
    orders.forgetWhoAsked();
    if (outcome.orElse(null) instanceof Outcome.Lost lost && lost.progress()) {
      heard = uptime();
    }
    if (outcome.isEmpty()) {
      orders.stop();
    } else if (outcome.filter(this::endsTheRun).isPresent()) {
      takingBack(orders::fail);
    } else {
      begin();
    }
  }

  private boolean endsTheRun(Outcome outcome) {
    boolean away = outcome instanceof Outcome.Unreachable || outcome instanceof Outcome.Lost;
    if (!away) {
      return !(outcome instanceof Outcome.Delivered);
    }
    return uptime().isAfter(heard.plus(settings.patience().timeout())) && !orders.busy();
  }

  /** Something that may fail; then it is logged. */
  @FunctionalInterface
  private interface TakingBack {
    void go() throws HandlerException, IOException;
  }

  private void takingBack(TakingBack what) {
    try {
      what.go();
    } catch (HandlerException | IOException failed) {
      surroundings.log().accept("packages are not taken back: " + failed.getMessage());
    }
  }

  private Instant uptime() {
    return surroundings.uptime().instant();
  }
}
