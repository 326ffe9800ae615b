// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers who was turned away and why, for operators who ask about a device. Nobody waits for it:
 * what came together is added up and written once a second. How much of it there is, is limited for
 * each source and in all, since it is others who decide what comes.
 */
public final class RejectionLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RejectionLog.class);
  private static final long WRITE_MILLIS = 1_000;

  /** So few that devices, whose changes go the same way, do not feel them. */
  private static final int MOST_AT_ONCE = 100;

  private static final int MOST_OF_ONE_SOURCE = 25;
  private static final int LONGEST_USERNAME = 64;
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int FORGET_EVERY = 60;

  private final Store store;
  private final Clock clock;
  private final Counter passedOver;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rejections").factory());
  private Map<Kind, Rejection> fresh = new LinkedHashMap<>();
  private Map<String, Integer> sources = new HashMap<>();
  private int rounds;

  public RejectionLog(Store store, MeterRegistry registry, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.passedOver =
        Counter.builder("slipway.rejections.unrecorded")
            .description("Devices turned away of which no record was kept, as there were too many")
            .register(registry);
  }

  /**
   * One device that was turned away.
   *
   * @param scopeId the account that ordered it, where that is certain
   * @param check the check that failed, as a sentence
   */
  public record Visitor(
      Optional<Id> scopeId,
      String clientId,
      String username,
      String source,
      boolean secure,
      FailureCause cause,
      String check) {

    static Visitor of(LoginAttempt login, Optional<Id> scopeId, FailureCause cause) {
      return new Visitor(
          scopeId,
          login.clientId(),
          login.username(),
          login.sourceIp(),
          login.secure(),
          cause,
          cause.description());
    }

    static Visitor of(LoginAttempt login, Id scopeId, FailureCause cause, String check) {
      return new Visitor(
          Optional.of(scopeId),
          login.clientId(),
          login.username(),
          login.sourceIp(),
          login.secure(),
          cause,
          check);
    }
  }

  /** What has to be the same for two to be added up. */
  private record Kind(
      Optional<Id> scopeId,
      String clientId,
      Rejection.Point point,
      FailureCause cause,
      String source) {}

  /** Begins to write. */
  @SuppressWarnings("FutureReturnValueIgnored") // a round never fails
  public RejectionLog start() {
    timer.scheduleWithFixedDelay(this::round, WRITE_MILLIS, WRITE_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Somebody was turned away; returns at once. */
  public void note(Rejection.Point point, Visitor who) {
    Kind kind = new Kind(who.scopeId(), who.clientId(), point, who.cause(), who.source());
    Instant now = clock.instant();
    Rejection one =
        new Rejection(
            who.scopeId().orElse(Id.ROOT_ACCOUNT),
            who.clientId(),
            point,
            who.cause(),
            who.check(),
            who.username().substring(0, Math.min(LONGEST_USERNAME, who.username().length())),
            who.source(),
            who.secure(),
            1,
            now,
            now);
    note(kind, one);
  }

  private synchronized void note(Kind kind, Rejection one) {
    Rejection known = fresh.get(kind);
    if (known != null) {
      fresh.put(kind, known.and(one));
      return;
    }
    int ofSource = sources.merge(kind.source(), 1, Integer::sum);
    if (fresh.size() < MOST_AT_ONCE && ofSource <= MOST_OF_ONE_SOURCE) {
      fresh.put(kind, one);
    } else {
      passedOver.increment();
    }
  }

  private synchronized Map<Kind, Rejection> taken() {
    Map<Kind, Rejection> all = fresh;
    fresh = new LinkedHashMap<>();
    sources = new HashMap<>();
    return all;
  }

  private void round() {
    write();
    rounds++;
    if (rounds % FORGET_EVERY == 1) {
      attempt(() -> store.rejections().forget(clock.instant().minus(KEPT)));
    }
  }

  /** Writes what has come. Where the store is away it waits for the next time. */
  void write() {
    Map<Kind, Rejection> all = taken();
    if (!all.isEmpty() && !attempt(() -> store.rejections().add(attributed(all)))) {
      all.forEach(this::note);
    }
  }

  private static boolean attempt(Runnable task) {
    try {
      task.run();
      return true;
    } catch (StoreUnavailableException away) {
      LOG.debug("records of devices that were turned away wait for the database", away);
      return false;
    } catch (RuntimeException failed) {
      LOG.warn("records of devices that were turned away are lost", failed);
      return true;
    }
  }

  private List<Rejection> attributed(Map<Kind, Rejection> all) {
    List<Rejection> known = new ArrayList<>();
    all.forEach(
        (kind, one) -> {
          if (kind.scopeId().isPresent()) {
            known.add(one);
          } else {
            known.addAll(attributed(one));
          }
        });
    return known;
  }

  /** Whoever ordered a device of this client id learns what was wrong for his order. */
  private List<Rejection> attributed(Rejection one) {
    List<ProvisionRequest> orders = store.rejections().orders(one.clientId());
    return orders.isEmpty() ? List.of(one.ofNobody()) : orders.stream().map(one::of).toList();
  }

  /** Writes what is left. */
  @Override
  public void close() {
    timer.shutdownNow();
    write();
  }
}
