// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Closing;
import io.slipway.domain.Decision;
import io.slipway.domain.Effect;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.SessionEvent;
import io.slipway.store.StaleException;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Everything that happens to one request, in order: decide, commit, then send. Only {@link Lanes}
 * calls it, one call at a time.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Each time somebody else was faster. */
  private static final int TRIES = 10;

  private final Id requestId;
  private final SessionKeeper keeper;
  private final Courier courier;
  private final FlowMeters meters;
  private final Clock clock;

  private Optional<ProvisioningSession> session = Optional.empty();

  /** What the store has of it, which may be behind while the device is connected. */
  private Optional<ProvisioningSession> stored = Optional.empty();

  private Optional<Connection> connection = Optional.empty();
  private Optional<Instant> tryAgain = Optional.empty();

  Lane(Id requestId, SessionKeeper keeper, Courier courier, FlowMeters meters, Clock clock) {
    this.requestId = requestId;
    this.keeper = keeper;
    this.courier = courier;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * A proven device comes in; the connection it may still have elsewhere is closed, but not before
   * this one counts.
   */
  void enter(Connection newcomer, ProvisionRequest fresh) {
    boolean upToDate =
        session.filter(s -> s.request().progress().equals(fresh.progress())).isPresent();
    if (upToDate) {
      session = session.map(s -> s.edited(fresh));
    } else {
      known(Optional.of(keeper.restore(fresh)));
    }
    apply(s -> Optional.of(newcomer.loggedIn(keeper.node())));
    dropConnection(Closing.TAKEN_OVER);
    connection = Optional.of(newcomer);
  }

  /** Something that a connection reports. Of one that was taken over, nothing counts any more. */
  void hear(Connection reporter, Function<ProvisioningSession, Optional<SessionEvent>> event) {
    if (isHere(reporter)) {
      // Another node may turn out to have the device when this is decided anew.
      apply(s -> isHere(reporter) ? event.apply(s) : Optional.empty());
    }
  }

  void leave(Connection gone) {
    if (isHere(gone)) {
      connection = Optional.empty();
      apply(s -> whereOurs(s, new SessionEvent.ConnectionLost()));
    }
  }

  /** Something that happens elsewhere. Returns the session as it is afterwards. */
  Optional<ProvisioningSession> happen(SessionEvent event) {
    apply(s -> Optional.of(event));
    return session;
  }

  /** Something may have been stored elsewhere: this is what the session is then. */
  void refresh() {
    if (session.isEmpty()) {
      return;
    }
    ProvisioningSession mine = session.get();
    Optional<ProvisioningSession> inStore = keeper.restore(requestId);
    if (revision(inStore).equals(revision(stored))) {
      return;
    }
    reread(mine, inStore);
    apply(s -> Optional.of(new SessionEvent.ChangedElsewhere()));
  }

  /** Time has passed. A loss that could not be stored when it happened is made up for first. */
  void tick() {
    boolean lost =
        connection.isEmpty() && session.flatMap(ProvisioningSession::presence).isPresent();
    SessionEvent event = lost ? new SessionEvent.ConnectionLost() : new SessionEvent.Tick();
    apply(s -> whereOurs(s, event));
  }

  /** A connection and a clock of this node say nothing of a device that another one serves. */
  private Optional<SessionEvent> whereOurs(ProvisioningSession newest, SessionEvent event) {
    return keeper.isOurs(newest) ? Optional.of(event) : Optional.empty();
  }

  /** Where the request stands, or empty where there is none. */
  Optional<ExecutionStatus> status() {
    load();
    return session.map(s -> s.request().progress().status());
  }

  boolean idle() {
    return connection.isEmpty() && session.map(s -> s.idle() || !keeper.isOurs(s)).orElse(true);
  }

  /** When {@link #tick} is due. */
  Optional<Instant> deadline() {
    return tryAgain.or(
        () -> session.filter(s -> keeper.isOurs(s)).flatMap(ProvisioningSession::deadline));
  }

  private void apply(Function<ProvisioningSession, Optional<SessionEvent>> event) {
    load();
    if (session.isEmpty()) {
      return;
    }
    tryAgain = Optional.empty();
    try {
      decideOnNewest(session.get(), event);
    } catch (RuntimeException failed) {
      tryAgain = Optional.of(clock.instant().plus(AFTER_FAILURE));
      throw failed;
    }
  }

  private void decideOnNewest(
      ProvisioningSession mine, Function<ProvisioningSession, Optional<SessionEvent>> event) {
    Optional<ProvisioningSession> newest = Optional.of(mine);
    for (int i = 0; i < TRIES && newest.isPresent(); i++) {
      try {
        decide(newest.get(), event);
        return;
      } catch (StaleException outrun) {
        reread(newest.get(), keeper.restore(requestId));
        newest = session;
      }
    }
    if (newest.isPresent()) {
      throw new StoreUnavailableException(requestId + " changes too fast");
    }
  }

  /** Takes over what the store has. The device is here only as long as nobody else serves it. */
  private void reread(ProvisioningSession mine, Optional<ProvisioningSession> inStore) {
    known(inStore);
    if (session.isEmpty()) {
      dropConnection(Closing.REFUSED);
    } else if (keeper.isOurs(session.get())) {
      session = session.map(s -> s.connectedAs(mine));
    } else {
      dropConnection(Closing.TAKEN_OVER);
    }
  }

  private void dropConnection(Closing reason) {
    connection.ifPresent(c -> c.link().close(reason));
    connection = Optional.empty();
  }

  private boolean isHere(Connection one) {
    return connection.filter(c -> c == one).isPresent();
  }

  private static OptionalLong revision(Optional<ProvisioningSession> session) {
    return session.stream().mapToLong(s -> s.request().progress().revision()).findFirst();
  }

  private void decide(
      ProvisioningSession before, Function<ProvisioningSession, Optional<SessionEvent>> event) {
    try {
      event.apply(before).ifPresent(happened -> follow(before, happened));
    } catch (IllegalStateException | IllegalArgumentException broken) {
      LOG.error("{} cannot go on: {}", requestId, broken.getMessage(), broken);
      follow(before, new SessionEvent.Broke());
    }
  }

  /** What is to be sent is written before the commit: if it cannot be, nothing has happened yet. */
  private void follow(ProvisioningSession before, SessionEvent event) {
    Instant now = clock.instant();
    Decision decision = before.on(event, now);
    try (MDC.MDCCloseable correlated = correlation(decision.session())) {
      carryOut(decision, now);
      meters.decided(before, event, decision, now);
      logProgress(before, decision.session());
    }
  }

  private void carryOut(Decision decision, Instant now) {
    List<Runnable> deeds = decision.effects().stream().map(e -> deed(decision, e)).toList();
    if (decision.session().needsStoring(stored.orElseThrow())) {
      known(Optional.of(keeper.commit(stored.get(), decision, now)));
    } else {
      session = Optional.of(decision.session());
    }
    deeds.forEach(Runnable::run);
  }

  /** All that is logged of an attempt, on whatever node and thread, carries its id. */
  private static MDC.MDCCloseable correlation(ProvisioningSession session) {
    return session
        .execution()
        .map(attempt -> MDC.putCloseable("execution", attempt.id().toString()))
        .orElse(null);
  }

  private void logProgress(ProvisioningSession before, ProvisioningSession after) {
    if (LOG.isDebugEnabled() && after.execution().isPresent()) {
      Execution attempt = after.execution().get();
      boolean same = before.execution().filter(x -> x.id().equals(attempt.id())).isPresent();
      int known = same ? before.execution().get().log().size() : 0;
      attempt.log().stream()
          .skip(known)
          .forEach(line -> LOG.debug("{}: {}", after.request().clientId(), line.text()));
    }
  }

  private void load() {
    if (session.isEmpty()) {
      known(keeper.restore(requestId));
    }
  }

  private void known(Optional<ProvisioningSession> inStore) {
    session = inStore;
    stored = inStore;
  }

  private Runnable deed(Decision decision, Effect effect) {
    ProvisioningSession after = decision.session();
    return switch (effect) {
      case Effect.Send send -> delivery(courier.letter(decision, send.ask()));
      case Effect.Refuse refusal -> delivery(courier.refusal(after, refusal));
      case Effect.Close close -> () -> connection.ifPresent(c -> c.link().close(close.reason()));
      case Effect.TurnAway away ->
          () -> connection.ifPresent(c -> c.turnedAway(after.request(), away.cause()));
      case Effect.Note note ->
          () -> LOG.info("{} {}: {}", clientId(after), note.resource(), note.message());
      case Effect.KeepEnded stored -> () -> LOG.debug("{} tries again", clientId(after));
      case Effect.IssueCredential stored ->
          () -> LOG.debug("{} credential issued", clientId(after));
      case Effect.IssueCertificate stored ->
          () -> LOG.debug("{} {} issued", clientId(after), stored.certificate());
      case Effect.RevokeCredentials stored ->
          () -> LOG.info("{} credential revoked", clientId(after));
    };
  }

  private static String clientId(ProvisioningSession session) {
    return session.request().clientId();
  }

  private Runnable delivery(Courier.Letter letter) {
    return () -> connection.ifPresent(c -> c.link().deliver(letter.topic(), letter.payload()));
  }
}
