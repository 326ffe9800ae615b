// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.SessionEvent;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.DevicePasswords;
import io.slipway.security.IdSource;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Provisions devices: lets them in, and runs each one's session on its lane. */
public final class Provisioner implements DeviceGate, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);

  /** Logins that are judged at once; more would only make all of them slow. */
  private static final int MAX_JUDGED_AT_ONCE = 512;

  /** Attempts that are taken up side by side after a start. */
  private static final int TAKEN_UP_AT_ONCE = 1_000;

  /** Refusals of unproven peers leave at multiples of this, whatever was checked. */
  private static final Duration REFUSAL_BEAT = Duration.ofMillis(500);

  private final StoreReader store;
  private final Doorkeeper doorkeeper;
  private final Lanes lanes;
  private final PlatformNames names;
  private final Connection.Surroundings surroundings;
  private final Clock clock;
  private final Semaphore judging = new Semaphore(MAX_JUDGED_AT_ONCE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Puts the parts of provisioning together. */
  public static Provisioner of(
      Store store, PlatformNames names, Secrets secrets, Timing timing, Clock clock) {
    DeviceConfigurations configurations =
        new DeviceConfigurations(secrets.passwords(), secrets.verifiers(), secrets.sealer());
    SessionKeeper keeper =
        new SessionKeeper(store, new Destinations(store), configurations, secrets.origin(), timing);
    Courier courier = new Courier(names, configurations, secrets.authority(), clock);
    Lanes lanes = new Lanes(id -> new Lane(id, keeper, courier, clock), clock);
    return new Provisioner(
        store,
        new Doorkeeper(store, secrets.verifiers(), clock),
        lanes,
        names,
        new Connection.Surroundings(lanes, keeper, secrets.sealer()),
        clock);
  }

  /** The tools of the security package that provisioning works with. */
  public record Secrets(
      MasterKey masterKey,
      IdSource ids,
      SecretGenerator generator,
      SecretVerifiers verifiers,
      Sealer sealer,
      DevicePasswords passwords,
      CertificateAuthority authority) {
    SessionKeeper.Origin origin() {
      return new SessionKeeper.Origin(ids, generator, masterKey);
    }
  }

  private Provisioner(
      StoreReader store,
      Doorkeeper doorkeeper,
      Lanes lanes,
      PlatformNames names,
      Connection.Surroundings surroundings,
      Clock clock) {
    this.store = store;
    this.doorkeeper = doorkeeper;
    this.lanes = lanes;
    this.names = names;
    this.surroundings = surroundings;
    this.clock = clock;
  }

  /**
   * Takes up the attempts that were under way when the server ended; their devices may come back.
   */
  public void start() {
    List<Id> running = store.runningRequests();
    for (int from = 0; from < running.size(); from += TAKEN_UP_AT_ONCE) {
      int to = Math.min(from + TAKEN_UP_AT_ONCE, running.size());
      running.subList(from, to).stream()
          .map(id -> lanes.submit(id, lane -> lane.happen(new SessionEvent.ConnectionLost())))
          .toList()
          .forEach(Provisioner::await);
    }
  }

  @Override
  public CompletionStage<LoginDecision> login(LoginAttempt attempt, DeviceLink link) {
    if (!judging.tryAcquire()) {
      return CompletableFuture.completedFuture(busy(attempt));
    }
    Instant began = clock.instant();
    CompletableFuture<LoginDecision> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            judge(attempt, link, began, answer);
          } finally {
            judging.release();
          }
        });
    return answer;
  }

  /** Called when a device is seen at its account's broker; returns when that is stored. */
  public void arrived(Id requestId, int generation) {
    await(lanes.submit(requestId, lane -> lane.happen(new SessionEvent.Arrived(generation))));
  }

  /** Stops a request; returns when that is stored. */
  public StopOutcome stop(Id requestId) {
    return await(lanes.submit(requestId, Provisioner::stop));
  }

  @Override
  public void close() {
    threads.shutdown();
    lanes.close();
  }

  private static StopOutcome stop(Lane lane) {
    Optional<ExecutionStatus> before = lane.status();
    if (before.isEmpty()) {
      return StopOutcome.UNKNOWN;
    }
    return switch (before.get()) {
      case COMPLETED -> StopOutcome.ALREADY_COMPLETED;
      case STOPPED -> StopOutcome.ALREADY_STOPPED;
      case CREATED, RUNNING, FAILED -> {
        Optional<ProvisioningSession> after = lane.happen(new SessionEvent.StopOrdered());
        boolean arrivedFirst =
            after
                .filter(s -> s.request().progress().status() == ExecutionStatus.COMPLETED)
                .isPresent();
        yield arrivedFirst ? StopOutcome.ALREADY_COMPLETED : StopOutcome.STOPPED;
      }
    };
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
            refuseLater(unproven.cause(), attempt, began, answer);
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
    await(lanes.run(request.id(), lane -> lane.enter(connection, request)));
    return new LoginDecision.Admitted(connection, scope);
  }

  private void refuseLater(
      FailureCause cause,
      LoginAttempt attempt,
      Instant began,
      CompletableFuture<LoginDecision> answer) {
    LOG.info("login of {} from {} refused: {}", attempt.clientId(), attempt.source(), cause);
    long beat = REFUSAL_BEAT.toMillis();
    long passed = Math.max(0, Duration.between(began, clock.instant()).toMillis());
    CompletableFuture.delayedExecutor(beat - passed % beat, TimeUnit.MILLISECONDS, threads)
        .execute(() -> answer.complete(new LoginDecision.Turned(cause, OptionalLong.empty())));
  }

  private static LoginDecision busy(LoginAttempt attempt) {
    return new LoginDecision.Turned(
        FailureCause.OVERLOADED, RetryAdvice.whenBusy(attempt.clientId()));
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }
}
