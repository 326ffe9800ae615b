// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.security.DeviceGuesses;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has logins judged and acts on the verdict: opens the device's lane, or turns it away. */
final class Reception implements DeviceGate, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  /** Logins that are judged at once; the others wait in line, so that all get their turn. */
  private static final int MAX_JUDGED_AT_ONCE = 512;

  /** Logins in line; one more would wait longer than devices do. */
  private static final int MAX_WAITING = 10_000;

  private final Doorkeeper doorkeeper;
  private final Refusals refusals;
  private final PlatformNames names;
  private final Connection.Surroundings surroundings;
  private final Clock clock;
  private final Semaphore line = new Semaphore(MAX_WAITING);
  private final Semaphore judging = new Semaphore(MAX_JUDGED_AT_ONCE, true);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Reception(
      Doorkeeper doorkeeper,
      DeviceGuesses guesses,
      PlatformNames names,
      Connection.Surroundings surroundings,
      Clock clock) {
    this.doorkeeper = doorkeeper;
    this.refusals = new Refusals(guesses, threads, clock);
    this.names = names;
    this.surroundings = surroundings;
    this.clock = clock;
  }

  @Override
  public CompletionStage<LoginDecision> login(LoginAttempt attempt, DeviceLink link) {
    if (!line.tryAcquire()) {
      return CompletableFuture.completedFuture(busy(attempt));
    }
    Instant began = clock.instant();
    CompletableFuture<LoginDecision> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          judging.acquireUninterruptibly();
          try {
            judge(attempt, link, began, answer);
          } finally {
            judging.release();
            line.release();
          }
        });
    return answer;
  }

  private void judge(
      LoginAttempt attempt,
      DeviceLink link,
      Instant began,
      CompletableFuture<LoginDecision> answer) {
    try {
      switch (doorkeeper.judge(attempt)) {
        case Doorkeeper.Verdict.Proven proven ->
            answer.complete(admit(proven.request(), attempt, link));
        case Doorkeeper.Verdict.Held held ->
            answer.complete(
                new LoginDecision.Turned(
                    held.cause(), new RetryAdvice(clock).seconds(held.cause(), held.request())));
        case Doorkeeper.Verdict.Unproven unproven ->
            refusals.refuse(attempt, unproven.cause(), began, answer);
      }
    } catch (RuntimeException failed) {
      LOG.warn("login of {} could not be decided: {}", attempt.clientId(), failed.toString());
      answer.complete(busy(attempt));
    }
  }

  private LoginDecision admit(ProvisionRequest request, LoginAttempt attempt, DeviceLink link) {
    ControlScope scope =
        new ControlScope(names.controlPrefix(), names.provisionAccount(), request.clientId());
    Connection connection = new Connection(request.id(), attempt, link, scope, surroundings);
    surroundings.lanes().run(request.id(), lane -> lane.enter(connection, request)).join();
    return new LoginDecision.Admitted(connection, scope);
  }

  private static LoginDecision busy(LoginAttempt attempt) {
    return new LoginDecision.Turned(
        FailureCause.OVERLOADED, RetryAdvice.whenBusy(attempt.clientId()));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
