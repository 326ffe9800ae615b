// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.AuthenticationType;
import io.slipway.domain.Closing;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.security.DeviceGuesses;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
  private final FlowMeters meters;
  private final Refusals refusals;
  private final PlatformNames names;
  private final Connection.Surroundings surroundings;
  private final Clock clock;
  private final RetrySlots slots;

  /** The last to be proven of each request, until it is in. */
  private final ConcurrentHashMap<Id, Connection> newest = new ConcurrentHashMap<>();

  private final Semaphore line = new Semaphore(MAX_WAITING);
  private final Semaphore judging = new Semaphore(MAX_JUDGED_AT_ONCE, true);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Reception(
      Doorkeeper doorkeeper,
      DeviceGuesses guesses,
      PlatformNames names,
      Connection.Surroundings surroundings,
      FlowMeters meters,
      Clock clock) {
    this.doorkeeper = doorkeeper;
    this.meters = meters;
    this.refusals = new Refusals(guesses, surroundings.rejections(), threads, clock);
    meters.gauge("slipway.reception.line", "Logins that are judged or wait for that", this::inLine);
    this.names = names;
    this.surroundings = surroundings;
    this.clock = clock;
    this.slots = new RetrySlots(clock);
  }

  /** Ends connections of devices whose factory certificate counts no more. */
  void review() {
    surroundings.visits().review();
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

  private int inLine() {
    return MAX_WAITING - line.availablePermits();
  }

  private void judge(
      LoginAttempt attempt,
      DeviceLink link,
      Instant began,
      CompletableFuture<LoginDecision> answer) {
    try {
      switch (doorkeeper.judge(attempt)) {
        case Doorkeeper.Verdict.Proven proven -> {
          LoginDecision admission = admit(proven, attempt, link);
          meters.admitted();
          answer.complete(admission);
        }
        case Doorkeeper.Verdict.Held held -> {
          meters.refused(held.cause());
          surroundings
              .rejections()
              .note(
                  Rejection.Point.PROVISION_LOGIN,
                  RejectionLog.Visitor.of(
                      attempt, Optional.of(held.request().scopeId()), held.cause()));
          answer.complete(
              new LoginDecision.Turned(
                  held.cause(),
                  new RetryAdvice(names.retryAfter(), clock)
                      .seconds(held.cause(), held.request())));
        }
        case Doorkeeper.Verdict.Unproven unproven -> {
          meters.refused(unproven.cause());
          refusals.refuse(attempt, unproven, began, answer);
        }
      }
      slots.served(judging.hasQueuedThreads());
    } catch (RuntimeException failed) {
      LOG.warn("login of {} could not be decided: {}", attempt.clientId(), failed.toString());
      answer.complete(busy(attempt));
    }
  }

  private LoginDecision admit(
      Doorkeeper.Verdict.Proven proven, LoginAttempt attempt, DeviceLink link) {
    ProvisionRequest request = proven.request();
    ControlScope scope =
        new ControlScope(names.controlPrefix(), names.provisionAccount(), request.clientId());
    Connection connection = new Connection(request.id(), attempt, link, scope, surroundings);
    newest.put(request.id(), connection);
    if (request.login().type() == AuthenticationType.USER_CERT) {
      surroundings.visits().entered(connection, request, attempt, proven.trusted());
    }
    try {
      surroundings.lanes().runAlways(request.id(), lane -> enter(lane, connection, request)).join();
    } catch (RuntimeException failed) {
      surroundings.visits().left(connection);
      throw failed;
    }
    return new LoginDecision.Admitted(connection, scope);
  }

  /**
   * Of many who come at once as the same device only the last has to be stored: the others would be
   * taken over by it in the same moment. Whoever has left meanwhile takes nobody's place.
   */
  private void enter(Lane lane, Connection newcomer, ProvisionRequest request) {
    boolean last = newest.remove(request.id(), newcomer);
    if (last && newcomer.link().open()) {
      lane.enter(newcomer, request);
    } else {
      newcomer.link().close(Closing.TAKEN_OVER);
    }
  }

  private LoginDecision busy(LoginAttempt attempt) {
    return turned(FailureCause.OVERLOADED, attempt.clientId());
  }

  @Override
  public LoginDecision.Turned undecided(String clientId) {
    return turned(FailureCause.INTERNAL_ERROR, clientId);
  }

  private LoginDecision.Turned turned(FailureCause cause, String clientId) {
    meters.refused(cause);
    return new LoginDecision.Turned(cause, OptionalLong.of(slots.next(clientId)));
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
