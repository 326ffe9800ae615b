// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.domain.Execution.Conversation;
import io.slipway.protocol.message.FailureCause;
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
    Execution told = current.with(talk).logged(now, Dialogue.sentText(ask, current));
    ProvisioningSession said = waiting.with(told);
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
    if (Dialogue.awaited(answer, current)) {
      return ProvisioningSession.stay(session);
    }
    ProvisioningSession heard = heard();
    if (!Dialogue.accepts(answer, current) && !Dialogue.optional(answer.ask())) {
      return heard.fail(Dialogue.refusalOf(answer), Dialogue.refusalText(answer, current), now);
    }
    if (talk.step() == Step.ARRIVING) {
      return answeredLate(heard, current, answer);
    }
    if (renewal && !open) {
      return heard.with(current.with(talk.withTrust(true))).proceed(now);
    }
    Execution after = current.with(Dialogue.after(answer, current, now));
    Execution further = after.logged(now, Dialogue.answeredText(answer, current, after));
    Decision decision = settle(heard.with(further)).then(s -> s.proceed(now));
    Decision noted = installed(current, after) ? decision.and(installed(current)) : decision;
    return answer
        .certificate()
        .map(issued -> noted.and(new Effect.IssueCertificate(issued)))
        .orElse(noted);
  }

  private ProvisioningSession heard() {
    return session.with(
        session.presence().map(p -> p.asked(Optional.empty())), session.goneSince());
  }

  private static boolean installed(Execution before, Execution after) {
    return after.conversation().delivery().index() > before.conversation().delivery().index();
  }

  private static Effect installed(Execution before) {
    return new Effect.Note("PACKAGE_INSTALLED", Dialogue.installedText(before));
  }

  /** Whoever works on an application is waited for. What he tells of it never goes back. */
  Decision progressed(Optional<Integer> percent) {
    if (ofPackage().isEmpty() || session.presence().flatMap(Presence::askedAt).isEmpty()) {
      return ProvisioningSession.stay(session);
    }
    Execution current = session.running().orElseThrow();
    Delivery delivery = current.conversation().delivery();
    Execution after =
        percent
            .filter(p -> fetches(current))
            .map(p -> current.parcel().orElseThrow().size() / 100 * p)
            .map(there -> delivery.onTrack().at(Math.max(there, delivery.offset())))
            .map(further -> current.with(current.conversation().with(further)))
            .orElse(current);
    ProvisioningSession waiting =
        session.with(session.presence().map(p -> p.working(now)), session.goneSince());
    return ProvisioningSession.stay(
        waiting.with(after.logged(now, Dialogue.progressText(current, after))));
  }

  /** Whether the device gets the application by itself, and not in parts from here. */
  private boolean fetches(Execution current) {
    return current.profile() == Profile.KURA
        || ofPackage().equals(Optional.of(Ask.PACKAGE))
            && current.parcel().flatMap(Parcel::url).isPresent();
  }

  private Optional<Ask> ofPackage() {
    return session.running().flatMap(Dialogue::next).filter(Ask::ofPackage);
  }

  /** Stock Kura tells by itself when an application is installed, or why not. */
  Decision installed(SessionEvent.Installed told) {
    if (ofPackage().filter(a -> a == Ask.DOWNLOAD || a == Ask.INSTALLED).isEmpty()) {
      return ProvisioningSession.stay(session);
    }
    Execution current = session.running().orElseThrow();
    if (told.failure().isPresent()) {
      String text = Dialogue.nameOf(Ask.PACKAGE, current) + ": " + OneLine.ofAnswer(told.message());
      return heard().fail(told.failure().get(), text, now);
    }
    Conversation talk = current.conversation();
    Conversation next = Dialogue.furnished(current, talk.with(talk.delivery().next()));
    return heard()
        .with(current.with(next).logged(now, Dialogue.installedText(current)))
        .proceed(now)
        .and(installed(current));
  }

  /** Nothing was heard of an application for a while: whether it is there meanwhile? */
  Decision askAgain() {
    Execution current = session.running().orElseThrow();
    Delivery delivery = current.conversation().delivery();
    if (delivery.astray() >= Delivery.MOST_QUESTIONS) {
      String text = Dialogue.nameOf(Ask.PACKAGE, current) + ": the device tells of no progress";
      return heard().fail(FailureCause.PACKAGE_DOWNLOAD_FAILED, text, now);
    }
    Delivery waited = delivery.astrayAt(delivery.offset());
    return heard().with(current.with(current.conversation().with(waited))).proceed(now);
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
