// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.Webhook;
import io.slipway.events.WebhookSecrets;
import io.slipway.events.WebhookSender;
import io.slipway.events.WebhookSender.Outcome;
import io.slipway.events.WebhookTargets;
import io.slipway.protocol.message.Secret;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.Outbox;
import io.slipway.store.StaleException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What operators do to webhooks. */
public final class Webhooks {
  private static final int MOST_OF_AN_ACCOUNT = 20;

  private final Outbox outbox;
  private final WebhookTargets targets;
  private final WebhookSecrets secrets;
  private final WebhookSender sender;
  private final IdSource ids;
  private final AuditTrail trail;

  public Webhooks(
      Outbox outbox,
      WebhookTargets targets,
      WebhookSecrets secrets,
      WebhookSender sender,
      IdSource ids,
      AuditTrail trail) {
    this.outbox = outbox;
    this.targets = targets;
    this.secrets = secrets;
    this.sender = sender;
    this.ids = ids;
    this.trail = trail;
  }

  /** A webhook with the secret that was made for it; that is shown now and never again. */
  public record Keyed(Webhook hook, Secret secret) {}

  /** Makes a webhook of account {@code scopeId}. */
  public Keyed create(Id scopeId, Actor by, WebhookDraft draft) {
    Webhook.Terms terms = checked(draft);
    if (outbox.countWebhooks(scopeId, Optional.empty()) >= MOST_OF_AN_ACCOUNT) {
      throw RefusedException.conflict(
          "the account has " + MOST_OF_AN_ACCOUNT + " webhooks already: delete one first");
    }
    Secret secret = secrets.fresh();
    Webhook hook =
        new Webhook(
            ids.next(),
            scopeId,
            terms,
            secrets.seal(secret),
            Webhook.Progress.NONE,
            Audit.created(trail.now(), by.id()));
    try {
      recording(by, hook, "created").create(hook);
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
    return new Keyed(hook, secret);
  }

  /**
   * Changes where a webhook leads, and what it is told.
   *
   * @param optlock of what the change was decided on
   */
  public Webhook edit(Webhook hook, Actor by, int optlock, WebhookDraft draft) {
    Webhook.Terms terms = checked(draft);
    if (optlock != hook.audit().optlock()) {
      throw RefusedException.stale();
    }
    Webhook edited = hook.with(terms, hook.audit().modified(trail.now(), by.id()));
    update(edited, by, "changed");
    return edited;
  }

  public void delete(Webhook hook, Actor by) {
    recording(by, hook, "deleted").delete(hook);
  }

  /** Gives it another secret; the one before counts no more. */
  public Keyed rotate(Webhook hook, Actor by) {
    Secret secret = secrets.fresh();
    Webhook rotated =
        hook.withSecret(secrets.seal(secret), hook.audit().modified(trail.now(), by.id()));
    update(rotated, by, "secretRotated");
    return new Keyed(rotated, secret);
  }

  /** What waits for it is tried at once, and has its whole time before it again. */
  public Webhook resume(Webhook hook, Actor by) {
    if (!hook.terms().enabled()) {
      throw RefusedException.conflict("the webhook is disabled: enable it first");
    }
    Webhook resumed = hook.resumed();
    try {
      recording(by, hook, "resumed").resume(resumed, trail.now());
    } catch (StaleException changed) {
      throw RefusedException.stale();
    }
    return resumed;
  }

  /** Sends it an event that means nothing. */
  public Outcome test(Webhook hook, Actor by) {
    trail.note(by, hook.scopeId(), "tested", subject(hook));
    return sender.test(hook);
  }

  private void update(Webhook hook, Actor by, String action) {
    try {
      recording(by, hook, action).update(hook);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
  }

  private Webhook.Terms checked(WebhookDraft draft) {
    TextRules.name("/name", draft.name());
    targets
        .problem(draft.url())
        .ifPresent(
            problem -> {
              throw RefusedException.invalid("/url", problem);
            });
    Set<EventKind> kinds = draft.kinds().isEmpty() ? EnumSet.allOf(EventKind.class) : draft.kinds();
    return new Webhook.Terms(draft.name(), draft.url(), draft.enabled(), kinds);
  }

  private Outbox recording(Actor by, Webhook hook, String action) {
    return trail.recording(by, hook.scopeId(), action, subject(hook)).outbox();
  }

  private static Subject subject(Webhook hook) {
    return new Subject("webhook", hook.id(), hook.terms().name());
  }
}
