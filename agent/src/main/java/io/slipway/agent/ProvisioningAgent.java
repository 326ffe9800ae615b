// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.Journey.Place;
import io.slipway.agent.Journey.Step;
import io.slipway.agent.mqtt.Happening;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A device on its way: to the provision broker, to its account's broker, back if that does not
 * accept it, and at work there once it does.
 */
public final class ProvisioningAgent {
  private static final double JITTER = 0.1;
  private static final Duration BREATH = Duration.ofSeconds(1);
  private static final Duration WHILE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  private final AgentSettings settings;
  private final Flags file;
  private final AgentStore store;
  private final Brokers brokers;
  private final Surroundings surroundings;

  ProvisioningAgent(
      AgentSettings settings,
      Flags file,
      Memory memory,
      Brokers brokers,
      Surroundings surroundings) {
    this.settings = settings;
    this.file = file;
    this.store = memory.store();
    this.brokers = brokers;
    this.surroundings = surroundings;
  }

  /** The two brokers that the device visits. */
  record Brokers(ProvisionBrokerVisit provision, AccountVisit account) {}

  /** How a run of the agent ended. */
  public enum End {
    /** Somebody stopped it. */
    STOPPED,
    /** It is not enabled, and there is no account to work in. */
    DISABLED,
    /** All retries are used up. */
    GAVE_UP
  }

  /** Runs until it is stopped, gives up or has nothing to do. */
  public End run() throws IOException {
    try (store) {
      try {
        return settings.enabled() ? provision() : rest();
      } finally {
        brokers.provision().stop();
      }
    }
  }

  /** Ends {@link #run} soon, from whatever thread. */
  public void stop() {
    surroundings.inbox().stop();
  }

  private End rest() throws IOException {
    if (!settings.provisioned()) {
      surroundings.log().accept("not enabled: set enabled=true in " + file.place());
      return End.DISABLED;
    }
    // The flags are set first, so this may have been left to do.
    store.arrive();
    if (store.state().current().isEmpty()) {
      surroundings.log().accept("provisioned, but there is no configuration; set enabled=true");
      return End.DISABLED;
    }
    return work();
  }

  private End provision() throws IOException {
    if (settings.provisioned() || store.state().phase() == Phase.ARRIVED) {
      surroundings.log().accept("provisioning begins anew");
      store.restart();
    }
    // In any case: better refused at the start than on arrival.
    file.mark(true, false);
    Journey journey = Journey.start(store.state().phase() == Phase.SWITCHING, uptime());
    Optional<String> trouble = Optional.empty();
    while (true) {
      Optional<String> reason = trouble;
      Optional<Outcome> outcome =
          journey.place() == Place.PROVISION_BROKER
              ? visit(() -> brokers.provision().make(reason))
              : visit(() -> brokers.account().make(this::arrived));
      if (outcome.isEmpty()) {
        return End.STOPPED;
      }
      if (store.state().phase() == Phase.ARRIVED) {
        return pause(outcome.get(), BREATH) ? End.STOPPED : work();
      }
      trouble = trouble(journey.place(), outcome.get());
      Step step = journey.after(outcome.get(), settings.patience(), uptime());
      if (step instanceof Step.GiveUp end) {
        surroundings.log().accept("giving up, all retries are used up: " + end.why());
        return End.GAVE_UP;
      }
      Step.Visit visit = (Step.Visit) step;
      if (pause(outcome.get(), visit.pause())) {
        return End.STOPPED;
      }
      journey = visit.journey();
    }
  }

  /** What the platform should know when the device comes back. */
  private static Optional<String> trouble(Place place, Outcome outcome) {
    return place == Place.ACCOUNT_BROKER ? Optional.of(outcome.text()) : Optional.empty();
  }

  /** First the flags, then the state: with the flags set, {@link #rest} does what is missing. */
  private void arrived() throws IOException {
    file.mark(false, true);
    store.arrive();
    surroundings.log().accept("provisioned; provisioning has disabled itself");
  }

  /** At work in the account, reconnecting for ever. */
  private End work() throws IOException {
    int stumbles = 0;
    while (true) {
      Instant begin = uptime();
      Optional<Outcome> outcome = visit(() -> brokers.account().make(() -> {}));
      if (outcome.isEmpty()) {
        return End.STOPPED;
      }
      boolean lasted = uptime().isAfter(begin.plus(WHILE));
      stumbles = lasted ? 0 : stumbles + 1;
      if (pause(outcome.get(), BREATH.multipliedBy(1L << Math.min(stumbles, MOST_DOUBLINGS)))) {
        return End.STOPPED;
      }
    }
  }

  /** A visit to one of the brokers. */
  @FunctionalInterface
  private interface Visit {
    Optional<Outcome> make() throws IOException;
  }

  /** A full or failing disk is one more thing that may be better later. */
  private static Optional<Outcome> visit(Visit visit) {
    try {
      return visit.make();
    } catch (IOException e) {
      return Optional.of(new Outcome.Failed("the device cannot store or read its data: " + e));
    }
  }

  /** Waits, a little longer than asked, so that many devices do not come at once. */
  private boolean pause(Outcome outcome, Duration pause) {
    double factor = 1 + JITTER * surroundings.random().nextDouble();
    Duration jittered = Duration.ofMillis((long) (pause.toMillis() * factor));
    if (!pause.isZero()) {
      surroundings
          .log()
          .accept(outcome.text() + "; trying again in " + jittered.toSeconds() + " s");
    }
    Instant end = uptime().plus(jittered);
    Duration left = jittered;
    while (left.compareTo(Duration.ZERO) > 0 && !surroundings.inbox().stopping()) {
      // What else comes is of connections that are no more.
      Optional<Happening> stale = surroundings.inbox().next(left);
      left = stale.isEmpty() ? Duration.ZERO : Duration.between(uptime(), end);
    }
    return surroundings.inbox().stopping();
  }

  private Instant uptime() {
    return surroundings.uptime().instant();
  }
}
