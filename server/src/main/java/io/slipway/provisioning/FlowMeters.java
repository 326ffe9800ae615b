// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.slipway.domain.Ask;
import io.slipway.domain.Decision;
import io.slipway.domain.Effect;
import io.slipway.domain.Execution;
import io.slipway.domain.Presence;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.SessionEvent;
import io.slipway.protocol.message.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts what becomes of logins, conversations and attempts, and times the steps between. Every
 * counter is there from the start, so that a rate begins at zero.
 */
final class FlowMeters {
  private static final Duration[] LIMITS = {
    Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Counter admitted;
  private final Counter completed;
  private final Map<FailureCause, Counter> logins;
  private final Map<FailureCause, Counter> conversations;
  private final Map<FailureCause, Counter> attempts;
  private final Map<Ask, Timer> answers = new EnumMap<>(Ask.class);
  private final Timer started;
  private final Timer arrival;

  FlowMeters(MeterRegistry registry) {
    this.registry = registry;
    this.admitted =
        Counter.builder("slipway.logins.admitted")
            .description("Logins of devices that may be provisioned")
            .register(registry);
    this.completed =
        Counter.builder("slipway.executions.completed")
            .description("Attempts that ended with the device's arrival")
            .register(registry);
    this.logins = causes("slipway.logins.refused", "Logins that were refused, by cause");
    this.conversations =
        causes("slipway.conversations.refused", "Devices that were told a refusal, by cause");
    this.attempts =
        causes("slipway.executions.ended", "Attempts that ended without an arrival, by cause");
    for (Ask ask : Ask.values()) {
      answers.put(ask, step(ask.name().toLowerCase(Locale.ROOT)));
    }
    this.started = step("started");
    this.arrival = step("arrival");
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  void admitted() {
    admitted.increment();
  }

  void refused(FailureCause cause) {
    logins.get(cause).increment();
  }

  /** A decision was made durable where it had to be. */
  void decided(ProvisioningSession before, SessionEvent event, Decision decision, Instant now) {
    ProvisioningSession after = decision.session();
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.Refuse refusal) {
        conversations.get(refusal.cause()).increment();
      }
    }
    ended(decision).filter(x -> wasRunning(before, x)).forEach(x -> ended(before, x, now));
    switch (event) {
      case SessionEvent.Asked asked when begins(before, after) ->
          since(before.presence().map(Presence::since), now).ifPresent(started::record);
      case SessionEvent.Answered answered when closes(before, after, answered.ask()) ->
          since(before.presence().flatMap(Presence::askedAt), now)
              .ifPresent(answers.get(answered.ask())::record);
      default -> {}
    }
  }

  /** The newest attempt, and the one whose place it took. */
  private static Stream<Execution> ended(Decision decision) {
    Stream<Execution> kept =
        decision.effects().stream()
            .filter(Effect.KeepEnded.class::isInstance)
            .map(e -> ((Effect.KeepEnded) e).attempt());
    return Stream.concat(kept, decision.session().execution().stream()).filter(x -> !x.running());
  }

  private static boolean wasRunning(ProvisioningSession before, Execution ended) {
    return before.running().filter(x -> x.id().equals(ended.id())).isPresent();
  }

  private void ended(ProvisioningSession before, Execution attempt, Instant now) {
    if (attempt.failureCause().isPresent()) {
      attempts.get(attempt.failureCause().get()).increment();
    } else {
      completed.increment();
      since(before.running().flatMap(x -> x.conversation().arrivingSince()), now)
          .ifPresent(arrival::record);
    }
  }

  private static boolean begins(ProvisioningSession before, ProvisioningSession after) {
    return after.running().isPresent()
        && !after.running().map(Execution::id).equals(before.running().map(Execution::id));
  }

  private static boolean closes(ProvisioningSession before, ProvisioningSession after, Ask ask) {
    boolean open = before.running().flatMap(x -> x.conversation().open()).equals(Optional.of(ask));
    Optional<Instant> asked = before.presence().flatMap(Presence::askedAt);
    return open && !asked.equals(after.presence().flatMap(Presence::askedAt));
  }

  /** Where a clock was set back, nobody knows how long it took. */
  private static Optional<Duration> since(Optional<Instant> begun, Instant now) {
    return begun.map(b -> Duration.between(b, now)).filter(took -> !took.isNegative());
  }

  private Timer step(String name) {
    return Timer.builder("slipway.step")
        .tag("step", name)
        .description("From what begins a step of the flow to what ends it")
        .serviceLevelObjectives(LIMITS)
        .register(registry);
  }

  private Map<FailureCause, Counter> causes(String name, String description) {
    Map<FailureCause, Counter> made = new EnumMap<>(FailureCause.class);
    for (FailureCause cause : FailureCause.values()) {
      made.put(
          cause,
          Counter.builder(name)
              .tag("cause", cause.name())
              .description(description)
              .register(registry));
    }
    return made;
  }
}
