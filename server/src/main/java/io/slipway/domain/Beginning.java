// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.domain.Execution.Conversation;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a device's wish to be provisioned leads to: a refusal, a new attempt, or going on. */
final class Beginning {
  private static final String DEPLOYMENT_HANDLER = "DEPLOY-V2";

  private final ProvisioningSession session;
  private final SessionEvent.Asked wish;
  private final Instant now;

  private Beginning(ProvisioningSession session, SessionEvent.Asked wish, Instant now) {
    this.session = session;
    this.wish = wish;
    this.now = now;
  }

  static Decision of(ProvisioningSession session, SessionEvent.Asked wish, Instant now) {
    boolean heard =
        session
            .presence()
            .filter(p -> !p.announced() && p.closing().isEmpty())
            .filter(p -> !wish.birth() || birthCounts(session, wish.announcement()))
            .isPresent();
    return heard ? new Beginning(session, wish, now).judged() : ProvisioningSession.stay(session);
  }

  /**
   * ESF sends a birth message before its provision message, and so does whoever names the full
   * profile's handler in it; only where no provision message can be expected, a birth counts.
   */
  private static boolean birthCounts(ProvisioningSession session, Announcement said) {
    ProvisionRequest request = session.request();
    ProfileRule rule = request.options().extra().neededProfile();
    return request.login().activationKey().isEmpty()
        && rule != ProfileRule.FULL
        && StartRules.profileOf(said) == Profile.KURA
        && session.running().map(x -> x.profile() == Profile.KURA).orElse(true)
        && (!request.progress().pinnedFull() || rule == ProfileRule.KURA);
  }

  private Decision judged() {
    Announcement said = wish.announcement();
    Presence here = session.presence().orElseThrow().withVoice(voice());
    ProvisioningSession heard = session.with(here);
    Optional<FailureCause> wrong =
        wish.refusal()
            .or(() -> StartRules.misfit(session.request(), said, here.secure()))
            .or(() -> StartRules.obstacle(session.request(), now));
    return wrong
        .map(cause -> heard.turnAway(cause, now))
        .orElseGet(() -> begin(heard.with(here.accepted())));
  }

  private Optional<Nonce> voice() {
    return profile() == Profile.FULL ? wish.announcement().nonce() : Optional.empty();
  }

  private Profile profile() {
    return StartRules.profileOf(wish.announcement());
  }

  private Decision begin(ProvisioningSession accepted) {
    if (accepted.running().isEmpty()) {
      return start(accepted);
    }
    Execution current = accepted.running().get();
    if (current.profile() != profile()) {
      return accepted
          .fail(FailureCause.SUPERSEDED, "the device now speaks another profile", now)
          .then(this::startIfAllowed);
    }
    Conversation talk = current.conversation();
    boolean left = talk.step() == Step.ARRIVING && talk.open().isEmpty();
    if (left && current.profile() == Profile.FULL) {
      String text =
          "the device came back instead of arriving at " + current.destination().brokerUrl();
      return accepted.fail(FailureCause.ARRIVAL_TIMEOUT, text, now).then(this::startIfAllowed);
    }
    return resume(accepted, current);
  }

  private Decision startIfAllowed(ProvisioningSession free) {
    return StartRules.obstacle(free.request(), now)
        .map(cause -> free.turnAway(cause, now))
        .orElseGet(() -> start(free).and(new Effect.KeepEnded(free.execution().orElseThrow())));
  }

  private Decision start(ProvisioningSession free) {
    if (wish.draft().destination().isEmpty()) {
      return free.turnAway(FailureCause.CONFIGURATION_INVALID, now);
    }
    if (!canBeFurnished(wish.draft().destination().get())) {
      return free.turnAway(FailureCause.PACKAGE_UNAVAILABLE, now);
    }
    RequestProgress known = free.request().progress();
    RequestProgress before = known.status() == ExecutionStatus.COMPLETED ? known.rearmed() : known;
    RequestProgress.PasswordTerms terms = before.terms().orElse(wish.draft().terms());
    RequestProgress progress = before.started(terms, profile() == Profile.FULL);
    String text = "attempt " + progress.attempts() + " started, profile " + profile();
    Execution attempt = attempt(free.request(), progress).logged(now, text);
    Rivalry rivalry =
        free.execution()
            .filter(x -> x.generation() == progress.generation())
            .map(x -> x.conversation().rivalry())
            .orElse(Rivalry.NONE);
    return ProvisioningSession.stay(free.with(progress))
        .and(new Effect.Note("UNDER_PROVISIONING", text))
        .then(begun -> goOn(begun, attempt, rivalry));
  }

  /** Nobody is provisioned without what was ordered for him. */
  private boolean canBeFurnished(Destination destination) {
    boolean able =
        profile() == Profile.FULL
            || wish.announcement().applicationIds().contains(DEPLOYMENT_HANDLER);
    return destination.parcels().isEmpty()
        || able && destination.parcels().stream().allMatch(p -> p.suits(profile()));
  }

  /** Unless it is one of two that have taken the identity from each other too often. */
  private Decision goOn(ProvisioningSession accepted, Execution attempt, Rivalry before) {
    String source = accepted.presence().orElseThrow().source();
    Rivalry rivalry = before.with(new Rivalry.Claim(now, wish.announcement().hardwareId(), source));
    Execution claimed = withComplaint(attempt.with(attempt.conversation().with(rivalry)));
    if (rivalry.equals(before)) {
      return accepted.with(claimed).proceed(now);
    }
    ProvisioningSession told =
        accepted.with(
            rivalry.lastTakeOver().map(text -> claimed.logged(now, text)).orElse(claimed));
    return rivalry.contested() ? told.quarantine(now) : told.proceed(now);
  }

  private Execution attempt(ProvisionRequest request, RequestProgress progress) {
    SessionEvent.Draft draft = wish.draft();
    return new Execution(
        draft.executionId(),
        request.id(),
        request.scopeId(),
        progress.generation(),
        progress.attempts(),
        draft.seed(),
        profile(),
        wish.announcement(),
        draft.destination().orElseThrow(),
        ExecutionStatus.RUNNING,
        Optional.empty(),
        Dialogue.opening(profile(), wish.announcement(), draft.destination().orElseThrow()),
        List.of(),
        now,
        Optional.empty());
  }

  /** A device that comes back from its account's broker may say why. */
  private Execution withComplaint(Execution attempt) {
    return wish.announcement()
        .lastFailure()
        .map(why -> attempt.logged(now, "the device says: " + why))
        .orElse(attempt);
  }

  private Decision resume(ProvisioningSession accepted, Execution current) {
    Announcement said = wish.announcement();
    Conversation talk = current.conversation();
    if (talk.step() == Step.ARRIVING) {
      talk = talk.at(Step.CONF_UPDATING, Ask.CONFIGURATION);
    }
    if (!said.nonce().equals(current.announcement().nonce())) {
      talk = talk.withTrust(false);
    }
    Execution resumed = current.with(said).with(talk).logged(now, "the device is back, going on");
    return goOn(accepted, resumed, talk.rivalry());
  }
}
