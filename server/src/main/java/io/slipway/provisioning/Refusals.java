// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Rejection;
import io.slipway.protocol.message.FailureCause;
import io.slipway.security.DeviceGuesses;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers peers that have proved nothing: all alike, on one beat, and later where too much was
 * guessed. Nobody who is right ever waits for that.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Refusals leave at multiples of this, whatever was checked. */
  private static final long BEAT_MILLIS = 500;

  /** Each holds a connection, which others may need. */
  private static final int MOST_HELD = 2_000;

  private final DeviceGuesses guesses;
  private final RejectionLog rejections;
  private final Executor threads;
  private final Clock clock;
  private final Semaphore places = new Semaphore(MOST_HELD);

  Refusals(DeviceGuesses guesses, RejectionLog rejections, Executor threads, Clock clock) {
    this.guesses = guesses;
    this.rejections = rejections;
    this.threads = threads;
    this.clock = clock;
  }

  /** Answers a wrong login that {@code began} to be judged then. */
  void refuse(
      LoginAttempt attempt,
      Doorkeeper.Verdict.Unproven unproven,
      Instant began,
      CompletableFuture<LoginDecision> answer) {
    FailureCause cause = unproven.cause();
    Duration penalty =
        guesses.wrong(attempt.source().getAddress(), attempt.clientId(), attempt.username());
    log(cause, attempt, penalty);
    note(attempt, unproven);
    boolean held = penalty.isPositive() && places.tryAcquire();
    long passed = Math.max(0, Duration.between(began, clock.instant()).toMillis());
    long beats = passed / BEAT_MILLIS + 1 + (held ? penalty.toMillis() / BEAT_MILLIS : 0);
    CompletableFuture.delayedExecutor(beats * BEAT_MILLIS - passed, TimeUnit.MILLISECONDS, threads)
        .execute(
            () -> {
              answer.complete(new LoginDecision.Turned(cause, OptionalLong.empty()));
              if (held) {
                places.release();
              }
            });
  }

  /** What is wrong with a certificate concerns those alone for whose orders it was looked at. */
  private void note(LoginAttempt attempt, Doorkeeper.Verdict.Unproven unproven) {
    for (FactoryLogins.Finding.Objection no : unproven.objections()) {
      rejections.note(
          Rejection.Point.PROVISION_LOGIN,
          RejectionLog.Visitor.of(attempt, no.scopeId(), no.cause(), no.check()));
    }
    boolean more = unproven.objections().stream().noneMatch(no -> no.cause() == unproven.cause());
    if (more) {
      rejections.note(
          Rejection.Point.PROVISION_LOGIN,
          RejectionLog.Visitor.of(attempt, Optional.empty(), unproven.cause()));
    }
  }

  /** Guesses over the budget are counted elsewhere and would only fill the log. */
  private static void log(FailureCause cause, LoginAttempt attempt, Duration penalty) {
    if (cause == FailureCause.AMBIGUOUS_IDENTITY) {
      LOG.warn(
          "login of {} from {} fits several open requests: {}",
          attempt.clientId(),
          attempt.source(),
          cause.description());
    } else if (penalty.isZero()) {
      LOG.info("login of {} from {} refused: {}", attempt.clientId(), attempt.source(), cause);
    } else {
      LOG.debug("login of {} from {} refused: {}", attempt.clientId(), attempt.source(), cause);
    }
  }
}
