// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.EventKind;
import io.slipway.domain.Right;
import io.slipway.domain.Webhook;
import io.slipway.events.WebhookSender.Outcome;
import io.slipway.registry.RefusedException;
import io.slipway.registry.WebhookDraft;
import io.slipway.registry.Webhooks;
import io.slipway.store.OutboxReader;
import io.slipway.store.StoreReader;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code webhooks}: who is told what happens to requests. Ours; the original has no such thing. */
final class WebhookResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/webhooks";
  private static final String ONE = ALL + "/{webhookId}";
  private static final Words<EventKind> KINDS = new Words<>(EventKind.class, EventKind::word);

  private final Access access;
  private final OutboxReader store;
  private final Webhooks webhooks;

  WebhookResource(Access access, StoreReader store, Webhooks webhooks) {
    this.access = access;
    this.store = store.outbox();
    this.webhooks = webhooks;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::create);
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
    routes.post(ONE + "/_test", this::test);
    routes.post(ONE + "/_resume", this::resume);
    routes.post(ONE + "/_rotate", this::rotate);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    Optional<String> name = query.text("name");
    query.end();
    Answers.ok(
        http,
        listing.view(
            "webhookListResult",
            store.webhooks(caller.scopeId(), name, listing.page()),
            this::view,
            () -> store.countWebhooks(caller.scopeId(), name)));
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    WebhookDraft draft = draft(body);
    body.end();
    Answers.created(http, view(webhooks.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void get(Context http) {
    Answers.ok(http, view(webhook(http, access.caller(http, Right.WEBHOOK_READ))));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    Webhook hook = webhook(http, caller);
    JsonFields body =
        Bodies.required(http)
            .ignoreEntity()
            .ignore("state", "waiting", "failures", "deliveredOn", "failedOn", "failure");
    int optlock = body.requiredInteger("optlock");
    WebhookDraft draft = draft(body);
    body.end();
    Answers.ok(http, view(webhooks.edit(hook, caller.actor(), optlock, draft)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    webhooks.delete(webhook(http, caller), caller.actor());
    http.status(204);
  }

  /** What came of it is the answer, and no error of this request. */
  private void test(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    Webhook hook = asked(http, caller);
    Outcome outcome = webhooks.test(hook, caller.actor());
    JsonView view = JsonView.of("webhookTest").flag("delivered", outcome.taken());
    outcome.status().ifPresent(status -> view.number("status", status));
    Answers.ok(http, view.text("problem", outcome.problem()).number("millis", outcome.millis()));
  }

  private void resume(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    Webhook hook = asked(http, caller);
    Answers.ok(http, view(webhooks.resume(hook, caller.actor())));
  }

  private void rotate(Context http) {
    Access.Caller caller = access.caller(http, Right.WEBHOOK_WRITE);
    Webhook hook = asked(http, caller);
    Answers.ok(http, view(webhooks.rotate(hook, caller.actor())));
  }

  /** For what takes no body. */
  private Webhook asked(Context http, Access.Caller caller) {
    Webhook hook = webhook(http, caller);
    Bodies.optional(http).ignore("type").end();
    return hook;
  }

  private Webhook webhook(Context http, Access.Caller caller) {
    return store
        .webhook(Access.id(http, "webhookId", "webhook"))
        .filter(hook -> hook.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("webhook " + http.pathParam("webhookId")));
  }

  private static WebhookDraft draft(JsonFields body) {
    return new WebhookDraft(
        body.requiredText("name"),
        body.requiredText("url"),
        body.flag("enabled", true),
        kinds("/kinds", body.scalars("kinds")));
  }

  /** The kinds of event that a field or parameter names. */
  static Set<EventKind> kinds(String field, List<String> words) {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (String word : words) {
      kinds.add(
          KINDS
              .parse(word)
              .orElseThrow(
                  () -> RefusedException.invalid(field, "must be some of " + KINDS.all())));
    }
    return kinds;
  }

  private JsonView view(Webhooks.Keyed keyed) {
    return view(keyed.hook()).text("secret", keyed.secret().reveal());
  }

  private JsonView view(Webhook hook) {
    Webhook.Terms terms = hook.terms();
    Webhook.Progress progress = hook.progress();
    return JsonView.entity("webhook", hook.id(), hook.scopeId(), hook.audit())
        .text("name", terms.name())
        .text("url", terms.url())
        .flag("enabled", terms.enabled())
        .texts("kinds", terms.kinds().stream().sorted().map(KINDS::of).toList())
        .text("state", hook.state().name())
        .number("waiting", store.waiting(hook.id()))
        .number("failures", progress.failures())
        .time("deliveredOn", progress.lastDelivered())
        .time("failedOn", progress.lastFailure().map(Webhook.Failure::at))
        .text("failure", progress.lastFailure().map(Webhook.Failure::reason));
  }
}
