// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.domain.Execution.Conversation;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request with its newest attempt and the device's connection: the state machine of the
 * protocol's sections 2 to 4. {@link #on} is a pure function; what it returns has to be stored
 * before anything is sent.
 *
 * @param execution the newest attempt, running or ended
 * @param presence the device's connection, where there is one
 * @param goneSince since when there is none (or since the server's start, if that was later)
 */
public record ProvisioningSession(
    ProvisionRequest request,
    Optional<Execution> execution,
    Optional<Presence> presence,
    Optional<Instant> goneSince,
    Timing timing) {

  /** A session as the store has it, without a connection. */
  public static ProvisioningSession restored(
      ProvisionRequest request, Optional<Execution> execution, Timing timing) {
    return new ProvisioningSession(request, execution, Optional.empty(), Optional.empty(), timing);
  }

  /** Decides what follows from an event. */
  public Decision on(SessionEvent event, Instant now) {
    return switch (event) {
      case SessionEvent.LoggedIn e -> loggedIn(e, now);
      case SessionEvent.Subscribed e -> subscribed(now);
      case SessionEvent.Asked e -> Beginning.of(this, e, now);
      case SessionEvent.Misspoke e -> misspoke(e.cause(), now);
      case SessionEvent.Answered e -> answered(e, now);
      case SessionEvent.Progressed e -> new Exchange(this, now).progressed(e.percent());
      case SessionEvent.Installed e -> new Exchange(this, now).installed(e);
      case SessionEvent.RefusalHeard e -> refusalHeard();
      case SessionEvent.Broke e -> broke(now);
      case SessionEvent.NotIssued e -> notIssued(e.why(), now);
      case SessionEvent.ConnectionLost e -> connectionLost(now);
      case SessionEvent.TakenUp e -> takenUp(e, now);
      case SessionEvent.ChangedElsewhere e -> changedElsewhere(now);
      case SessionEvent.Tick e -> new Deadlines(this).passed(now);
      case SessionEvent.Arrived e -> arrived(e.generation(), now);
      case SessionEvent.StopOrdered e -> stopOrdered(now);
      case SessionEvent.RearmOrdered e -> rearmOrdered();
    };
  }

  /**
   * Whether this has to be stored, where {@code stored} is what was stored last. How far the talk
   * with a connected device is may wait until it is over: where a crash loses that, the device is
   * asked again.
   */
  public boolean needsStoring(ProvisioningSession stored) {
    boolean same =
        request.progress().equals(stored.request.progress())
            && (execution.equals(stored.execution)
                || presence.isPresent() && talking() && stored.talking())
            && rivalry().equals(stored.rivalry())
            && certificate().equals(stored.certificate())
            && milestone() == stored.milestone();
    return !same;
  }

  /** What was issued once is not issued anew. */
  private Optional<Id> certificate() {
    return execution.flatMap(x -> x.conversation().certificate());
  }

  /** How far the applications are, roughly; whoever asks for the attempt wants to see it. */
  private int milestone() {
    return execution
        .flatMap(x -> x.parcel().map(p -> x.conversation().delivery().milestone(p)))
        .orElse(0);
  }

  /** Who came for the newest attempt; another node has to know that, too. */
  private Rivalry rivalry() {
    return execution.map(x -> x.conversation().rivalry()).orElse(Rivalry.NONE);
  }

  private boolean talking() {
    return running().filter(x -> x.conversation().step() != Step.ARRIVING).isPresent();
  }

  /** As it is written to the store, where each change is counted. */
  public ProvisioningSession revised() {
    return with(request.progress().revised());
  }

  /** When {@link SessionEvent.Tick} is due, where time matters. */
  public Optional<Instant> deadline() {
    return new Deadlines(this).first();
  }

  /** The same session after an operator's edit, which concerns the next attempt only. */
  public ProvisioningSession edited(ProvisionRequest fresh) {
    return new ProvisioningSession(fresh, execution, presence, goneSince, timing);
  }

  /** This state of the request with the connection as {@code other} knows it. */
  public ProvisioningSession connectedAs(ProvisioningSession other) {
    return with(other.presence, other.goneSince);
  }

  /**
   * Whether nothing can happen here before the device, an operator or the registry speaks again.
   */
  public boolean idle() {
    return presence.isEmpty() && running().isEmpty();
  }

  public Optional<Execution> running() {
    return execution.filter(Execution::running);
  }

  private Decision loggedIn(SessionEvent.LoggedIn event, Instant now) {
    return stay(
        with(request.progress().servedBy(event.node()))
            .with(
                Optional.of(Presence.loggedIn(event.secure(), event.source(), now)),
                Optional.empty()));
  }

  private Decision subscribed(Instant now) {
    return presence.map(p -> with(p.withSubscription()).proceed(now)).orElseGet(() -> stay(this));
  }

  // --- the talk

  /** Sends what is to be sent next, if the device can hear it and nothing waits for an answer. */
  Decision proceed(Instant now) {
    return new Exchange(this, now).proceed();
  }

  Decision answered(SessionEvent.Answered answer, Instant now) {
    return new Exchange(this, now).answered(answer);
  }

  // --- the ends

  private Decision misspoke(FailureCause cause, Instant now) {
    boolean proven = presence.isPresent() && !presence.get().announced() && !leaveTaken();
    return proven ? turnAway(cause, now) : stay(this);
  }

  /** The device has read why it is refused: there is nothing more to wait for. */
  private Decision refusalHeard() {
    return presence
        .flatMap(Presence::closing)
        .map(leave -> stay(this).and(new Effect.Close(leave.reason())))
        .orElseGet(() -> stay(this));
  }

  /** Better an end that an operator sees than a device that tries the same for ever. */
  private Decision broke(Instant now) {
    FailureCause cause = FailureCause.INTERNAL_ERROR;
    return running().isPresent()
        ? fail(cause, "the next message cannot be written; the server's log says why", now)
        : turnAway(cause, now);
  }

  /** Nothing that the device did: it may try again. */
  private Decision notIssued(String why, Instant now) {
    return running().isPresent() ? fail(FailureCause.OVERLOADED, why, now) : stay(this);
  }

  /** Refuses a device whose provision message was not accepted. No attempt is used up. */
  Decision turnAway(FailureCause cause, Instant now) {
    boolean waiting =
        request.progress().status() == ExecutionStatus.CREATED
            || request.progress().status() == ExecutionStatus.FAILED;
    ProvisioningSession marked =
        waiting && cause.audience() != FailureCause.Audience.PROVEN_LOGIN
            ? with(request.progress().at(request.progress().status(), Optional.of(cause)))
            : this;
    return marked.dismiss(cause, now).and(new Effect.TurnAway(cause));
  }

  /** Says why, where the device can verify it, and closes. */
  Decision dismiss(FailureCause cause, Instant now) {
    if (presence.isEmpty() || leaveTaken()) {
      return stay(this);
    }
    Presence here = presence.get();
    Closing reason = cause == FailureCause.STOPPED ? Closing.STOPPED : Closing.REFUSED;
    Decision leaving = takeLeave(reason, now);
    return here.nonce().isPresent() && here.subscribed()
        ? leaving.and(new Effect.Refuse(cause, here.nonce().get()))
        : leaving.and(new Effect.Close(reason));
  }

  Decision takeLeave(Closing reason, Instant now) {
    return stay(with(presence.map(p -> p.takingLeave(reason, now)), goneSince));
  }

  Decision fail(FailureCause cause, String text, Instant now) {
    Execution ended =
        running()
            .orElseThrow()
            .ended(ExecutionStatus.FAILED, Optional.of(cause), now, cause + ": " + text);
    FailureCause shown = StartRules.attemptsLeft(request) ? cause : FailureCause.ATTEMPTS_EXHAUSTED;
    Decision failed =
        stay(with(request.progress().at(ExecutionStatus.FAILED, Optional.of(shown))).with(ended))
            .and(new Effect.Note("PROVISIONING_FAILED", cause + ": " + text));
    return cause == FailureCause.SUPERSEDED || cause == FailureCause.ARRIVAL_TIMEOUT
        ? failed
        : failed.then(s -> s.dismiss(cause, now));
  }

  Decision complete(String text, Instant now) {
    Optional<Execution> ended =
        execution.map(
            x -> x.running() ? x.ended(ExecutionStatus.COMPLETED, Optional.empty(), now, text) : x);
    RequestProgress done = request.progress().at(ExecutionStatus.COMPLETED, Optional.empty());
    ProvisioningSession next =
        new ProvisioningSession(request.with(done), ended, presence, goneSince, timing);
    Decision completed =
        next.takeLeave(Closing.COMPLETED, now).and(new Effect.Note("PROVISIONED", text));
    return done.generation() == 1
        ? completed
        : completed.and(
            new Effect.RevokeCredentials(1, done.generation() - 1, FailureCause.SUPERSEDED));
  }

  /** The old login goes on to count until the device arrives with the new one. */
  private Decision rearmOrdered() {
    RequestProgress progress = request.progress();
    boolean armed = progress.status() == ExecutionStatus.CREATED && progress.attempts() == 0;
    return armed || progress.status() == ExecutionStatus.RUNNING
        ? stay(this)
        : stay(with(progress.rearmed()));
  }

  private Decision arrived(int generation, Instant now) {
    RequestProgress progress = request.progress();
    boolean counts =
        generation == progress.generation()
            && progress.delivered()
            && (progress.status() == ExecutionStatus.RUNNING
                || progress.status() == ExecutionStatus.FAILED);
    return counts ? complete("the device arrived at its account's broker", now) : stay(this);
  }

  private Decision stopOrdered(Instant now) {
    ExecutionStatus status = request.progress().status();
    if (status == ExecutionStatus.COMPLETED || status == ExecutionStatus.STOPPED) {
      return stay(this);
    }
    return halt(FailureCause.CANCELLED_BY_OPERATOR, "stopped by an operator", now);
  }

  /** Two devices use the identity of one: neither gets further before an operator has decided. */
  Decision quarantine(Instant now) {
    String evidence = rivalry().evidence();
    FailureCause cause = FailureCause.QUARANTINED;
    return halt(cause, cause + ": " + evidence, now).and(new Effect.Note(cause.name(), evidence));
  }

  private Decision halt(FailureCause cause, String text, Instant now) {
    Optional<Execution> ended =
        execution.map(
            x -> x.running() ? x.ended(ExecutionStatus.STOPPED, Optional.of(cause), now, text) : x);
    RequestProgress stopped = request.progress().at(ExecutionStatus.STOPPED, Optional.of(cause));
    Decision decision =
        new ProvisioningSession(request.with(stopped), ended, presence, goneSince, timing)
            .dismiss(stopped.stoppedBecause(), now);
    int generation = request.progress().generation();
    boolean given =
        request.progress().delivered()
            || execution.filter(x -> x.destination().certificate().isPresent()).isPresent();
    return given
        ? decision.and(new Effect.RevokeCredentials(generation, generation, cause))
        : decision;
  }

  // --- connection and time

  private Decision connectionLost(Instant now) {
    boolean leaving = running().filter(x -> x.conversation().leaving()).isPresent();
    return leaving ? gone(now).left(now) : stay(gone(now));
  }

  /** How far a device was that had its configuration, nobody knows: it may be on its way. */
  private Decision takenUp(SessionEvent.TakenUp event, Instant now) {
    if (!request.progress().owner().equals(event.from())) {
      return stay(this);
    }
    ProvisioningSession mine = with(request.progress().servedBy(event.by()));
    boolean mayHaveLeft = running().isPresent() && request.progress().delivered();
    return mayHaveLeft ? mine.gone(now).left(now) : mine.connectionLost(now);
  }

  /** The device that is connected here learns what became of its request. */
  private Decision changedElsewhere(Instant now) {
    return switch (request.progress().status()) {
      case STOPPED -> dismiss(request.progress().stoppedBecause(), now);
      case COMPLETED -> leaveTaken() ? stay(this) : takeLeave(Closing.COMPLETED, now);
      case CREATED, RUNNING, FAILED -> stay(this);
    };
  }

  private ProvisioningSession gone(Instant now) {
    return with(Optional.empty(), Optional.of(now));
  }

  private Decision left(Instant now) {
    Execution current = running().orElseThrow();
    Conversation talk = current.conversation();
    if (talk.step() != Step.ARRIVING) {
      talk = talk.arriving(talk.open(), now);
    }
    return new Exchange(with(current.with(talk)), now).settle();
  }

  // --- copies

  private boolean leaveTaken() {
    return presence.flatMap(Presence::closing).isPresent();
  }

  static Decision stay(ProvisioningSession session) {
    return new Decision(session, List.of());
  }

  ProvisioningSession with(RequestProgress progress) {
    return new ProvisioningSession(request.with(progress), execution, presence, goneSince, timing);
  }

  ProvisioningSession with(Execution changed) {
    return new ProvisioningSession(request, Optional.of(changed), presence, goneSince, timing);
  }

  ProvisioningSession with(Presence changed) {
    return with(Optional.of(changed), goneSince);
  }

  ProvisioningSession with(Optional<Presence> here, Optional<Instant> gone) {
    return new ProvisioningSession(request, execution, here, gone, timing);
  }
}
