// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.domain.Execution.Conversation;
import java.time.Instant;
import java.util.Optional;

/** What is asked of a device next, and what follows from its answers. */
final class Exchange {
  private final ProvisioningSession session;
  private final Instant now;

  Exchange(ProvisioningSession session, Instant now) {
    this.session = session;
    this.now = now;
  }

  Decision proceed() {
    Optional<Ask> next = session.running().flatMap(Dialogue::next);
    boolean ready =
        session
            .presence()
            .filter(p -> p.announced() && p.subscribed())
            .filter(p -> p.askedAt().isEmpty() && p.closing().isEmpty())
            .isPresent();
    if (next.isEmpty() || !ready) {
      return ProvisioningSession.stay(session);
    }
    Presence waiting = session.presence().get().asked(Optional.of(now));
    Decision sending = beforeSending(session.with(waiting), next.get());
    return sending.and(new Effect.Send(next.get()));
  }

  private Decision beforeSending(ProvisioningSession waiting, Ask ask) {
    Execution current = waiting.running().orElseThrow();
    Conversation talk =
        Dialogue.mayLeaveAfter(ask, current.profile())
            ? current.conversation().mayLeave()
            : current.conversation();
    ProvisioningSession said = waiting.with(current.with(talk).logged(now, Dialogue.sentText(ask)));
    if (ask != Ask.CONFIGURATION || said.request().progress().delivered()) {
      return ProvisioningSession.stay(said);
    }
    Decision delivering =
        ProvisioningSession.stay(said.with(said.request().progress().withDelivery()));
    return current.destination().withoutPassword()
        ? delivering
        : delivering.and(new Effect.IssueCredential());
  }

  Decision answered(SessionEvent.Answered answer) {
    if (session.running().isEmpty()) {
      return ProvisioningSession.stay(session);
    }
    Execution current = session.running().get();
    Conversation talk = current.conversation();
    boolean renewal = answer.ask() == Ask.CERTIFICATES && !talk.trusted();
    boolean open = talk.open().filter(answer.ask()::equals).isPresent();
    if (!renewal && !open || neverSent(answer.ask())) {
      return ProvisioningSession.stay(session);
    }
    ProvisioningSession heard =
        session.with(session.presence().map(p -> p.asked(Optional.empty())), session.goneSince());
    if (!answer.accepted() && !Dialogue.optional(answer.ask())) {
      return heard.fail(Dialogue.refusalOf(answer), Dialogue.refusalText(answer), now);
    }
    if (talk.step() == Step.ARRIVING) {
      return answeredLate(heard, current, answer);
    }
    if (renewal && !open) {
      return heard.with(current.with(talk.withTrust(true))).proceed(now);
    }
    Execution further =
        current
            .with(Dialogue.after(answer, current, now))
            .logged(now, Dialogue.answeredText(answer));
    Decision decision = settle(heard.with(further)).then(s -> s.proceed(now));
    return answer
        .certificate()
        .map(issued -> decision.and(new Effect.IssueCertificate(issued)))
        .orElse(decision);
  }

  private boolean neverSent(Ask ask) {
    return (ask == Ask.CONFIGURATION || ask == Ask.COMPLETE)
        && !session.request().progress().delivered();
  }

  /** An answer that was under way when the device left: nothing more can be asked of it. */
  private Decision answeredLate(
      ProvisioningSession heard, Execution current, SessionEvent.Answered answer) {
    Conversation talk = current.conversation();
    return Dialogue.mayLeaveAfter(answer.ask(), current.profile())
        ? settle(heard.with(current.with(talk.answered())))
        : ProvisioningSession.stay(heard);
  }

  /** An unobserved broker never shows an arrival: there the last answer has to do. */
  Decision settle() {
    return settle(session);
  }

  private Decision settle(ProvisioningSession heard) {
    Execution current = heard.running().orElseThrow();
    Conversation talk = current.conversation();
    if (talk.step() != Step.ARRIVING || talk.open().isPresent()) {
      return ProvisioningSession.stay(heard);
    }
    boolean gone = current.profile() == Profile.FULL || heard.presence().isEmpty();
    if (!current.destination().observed() && gone) {
      return heard.complete("the account broker cannot be observed, nothing more to await", now);
    }
    return current.profile() == Profile.FULL
        ? heard.takeLeave(Closing.COMPLETED, now)
        : ProvisioningSession.stay(heard);
  }
}
