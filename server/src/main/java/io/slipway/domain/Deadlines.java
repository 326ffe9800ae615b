// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When a session's patience ends, and what follows. */
final class Deadlines {
  private final ProvisioningSession session;
  private final Timing timing;

  Deadlines(ProvisioningSession session) {
    this.session = session;
    this.timing = session.timing();
  }

  Optional<Instant> first() {
    return Stream.of(ofConnection(), ofExecution())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  Decision passed(Instant now) {
    if (ofConnection().filter(due -> !now.isBefore(due)).isPresent()) {
      return connectionOverdue(now);
    }
    if (ofExecution().filter(due -> !now.isBefore(due)).isPresent()) {
      return executionOverdue(now);
    }
    return ProvisioningSession.stay(session);
  }

  private Optional<Instant> ofConnection() {
    return session.presence().flatMap(this::ofPresence);
  }

  private Optional<Instant> ofPresence(Presence here) {
    if (here.closing().isPresent()) {
      return here.closing().map(leave -> leave.since().plus(timing.refusal()));
    }
    if (here.askedAt().isPresent()) {
      return here.askedAt().map(at -> due(at, here.workingAt()));
    }
    boolean settled = here.announced() && here.subscribed();
    return settled ? Optional.empty() : Optional.of(here.since().plus(timing.loginGrace()));
  }

  /** Applications take longer than all else, as long as the device works on them. */
  private Instant due(Instant asked, Optional<Instant> working) {
    Optional<Ask> open = session.running().flatMap(Dialogue::next);
    if (open.filter(Ask::ofPackage).isEmpty()) {
      return asked.plus(timing.answer());
    }
    Duration patience = open.get() == Ask.INSTALLED ? timing.answer() : timing.work();
    Instant silent = working.filter(asked::isBefore).orElse(asked).plus(patience);
    Instant last = asked.plus(timing.wholeWork());
    return silent.isBefore(last) ? silent : last;
  }

  private Optional<Instant> ofExecution() {
    return session
        .running()
        .flatMap(
            x ->
                x.conversation().step() == Step.ARRIVING
                    ? after(x.conversation().arrivingSince(), timing.arrival())
                    : after(absentSince(), timing.reconnect()));
  }

  private Optional<Instant> absentSince() {
    return session.presence().isPresent() ? Optional.empty() : session.goneSince();
  }

  private static Optional<Instant> after(Optional<Instant> start, Duration wait) {
    return start.map(t -> t.plus(wait));
  }

  private Decision connectionOverdue(Instant now) {
    Presence here = session.presence().orElseThrow();
    if (here.closing().isPresent()) {
      // Said again only after as long again: a connection may take a while to go.
      Closing reason = here.closing().get().reason();
      return session.takeLeave(reason, now).and(new Effect.Close(reason));
    }
    if (here.askedAt().isPresent()) {
      return answerOverdue(now);
    }
    FailureCause cause =
        here.announced() ? FailureCause.NOT_SUBSCRIBED : FailureCause.MESSAGE_TIMEOUT;
    boolean mayBeElsewhere = session.running().filter(x -> x.conversation().leaving()).isPresent();
    return session.running().isPresent() && !mayBeElsewhere
        ? session.fail(cause, "no use was made of the connection in time", now)
        : session.turnAway(cause, now);
  }

  private Decision answerOverdue(Instant now) {
    Execution current = session.running().orElseThrow();
    Ask asked = Dialogue.next(current).orElseThrow();
    if (asked == Ask.INSTALLED) {
      return new Exchange(session, now).askAgain();
    }
    String text = "no answer to " + Dialogue.nameOf(asked, current);
    return Dialogue.optional(asked)
        ? session.answered(SessionEvent.Answered.none(asked), now)
        : session.fail(FailureCause.STEP_TIMEOUT, text, now);
  }

  private Decision executionOverdue(Instant now) {
    Execution current = session.running().orElseThrow();
    if (current.conversation().step() == Step.ARRIVING) {
      String text = "not seen at " + current.destination().brokerUrl();
      return session
          .fail(FailureCause.ARRIVAL_TIMEOUT, text, now)
          .then(s -> s.dismiss(FailureCause.ARRIVAL_TIMEOUT, now));
    }
    String text = "the connection was lost and the device did not come back";
    return session.fail(FailureCause.DEVICE_DISCONNECTED, text, now);
  }
}
