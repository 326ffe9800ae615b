// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static io.slipway.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.domain.Account;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import io.slipway.store.Outbox.Delivery;
import io.slipway.store.Outbox.Retry;
import io.slipway.store.Outbox.Settled;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: events, and the webhooks that they are kept for. */
public abstract class OutboxContract {
  private static final Instant TOMORROW = NOW.plusSeconds(24 * 3_600);

  private final Samples samples = new Samples();
  private final Id one = new Id(501);
  private final Id two = new Id(502);
  private Store store;
  private Outbox outbox;
  private Id scope;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    outbox = store.outbox();
    scope = account("acme");
  }

  private Id account(String name) {
    Account account = samples.account(name);
    store.create(account);
    return account.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void webhook_isReadAsItWasWritten() {
    Webhook hook = hook("a");
    Webhook other = hook("b");
    assertThat(outbox.webhook(hook.id())).contains(hook);
    assertThat(outbox.webhooks(scope, Optional.empty(), PageRequest.FIRST).items())
        .containsExactly(other, hook);
    assertThat(outbox.webhooks(scope, Optional.of("a"), PageRequest.FIRST).items())
        .containsExactly(hook);
    assertThat(outbox.countWebhooks(scope, Optional.empty())).isEqualTo(2);
    Webhook.Terms terms =
        new Webhook.Terms("c", "https://c.example", false, EnumSet.of(EventKind.FAILED));
    Webhook edited = hook.with(terms, hook.audit().modified(NOW, samples.id()));
    outbox.update(edited);
    assertThat(outbox.webhook(hook.id())).contains(edited);
    assertThatThrownBy(() -> outbox.update(edited)).isInstanceOf(StaleException.class);
    Webhook failed =
        edited
            .takenUp(Optional.of(samples.id()))
            .delivered(NOW, Optional.of(new Webhook.Failure(NOW, "no answer")))
            .givenUp();
    outbox.takeUp(edited.takenUp(failed.progress().owner()));
    outbox.settle(failed, List.of());
    assertThat(outbox.webhook(hook.id())).contains(failed);
    outbox.delete(failed);
    assertThat(outbox.webhook(hook.id())).isEmpty();
  }

  @Test
  void name_isTakenOnceInAnAccount() {
    Webhook hook = hook("a");
    Webhook same = samples.webhook(scope, "a", "https://b.example");
    assertThatThrownBy(() -> outbox.create(same)).isInstanceOf(DuplicateException.class);
    Webhook renamed = hook("b").with(hook.terms(), hook.audit().modified(NOW, hook.id()));
    assertThatThrownBy(() -> outbox.update(renamed)).isInstanceOf(DuplicateException.class);
    outbox.create(samples.webhook(account("other"), "a", "https://b.example"));
  }

  @Test
  void record_isUntoldOnlyWhereSomebodyListens() {
    store.keep(samples.status(scope, one, "created", 1));
    assertThat(outbox.untold(9)).isEmpty();
    hook("a");
    AuditRecord running = samples.status(scope, one, "running", 2);
    store.audited(running).create(samples.account("written with it"));
    store.keep(samples.status(scope, one, "changed", 2));
    store.keep(samples.status(account("other"), two, "running", 2));
    assertThat(outbox.untold(9)).containsExactly(running);
  }

  @Test
  void record_isToldOnce() {
    Webhook hook = hook("a");
    AuditRecord created = samples.status(scope, one, "created", 1);
    AuditRecord running = samples.status(scope, one, "running", 2);
    store.keep(created);
    store.keep(running);
    outbox.tell(outbox.untold(9), NOW);
    assertThat(outbox.untold(9)).isEmpty();
    assertThatThrownBy(() -> outbox.tell(List.of(created), NOW)).isInstanceOf(StaleException.class);
    assertThat(outbox.newestEvent()).isEqualTo(2);
    assertThat(outbox.events(scope, 0, 9))
        .extracting(e -> e.number() + " " + e.kind())
        .containsExactly("1 CREATED", "2 RUNNING");
    assertThat(outbox.events(scope, 1, 9)).hasSize(1);
    assertThat(outbox.events(samples.id(), 0, 9)).isEmpty();
    assertThat(outbox.waiting(hook.id())).isEqualTo(2);
    assertThat(outbox.waiting()).isEqualTo(2);
  }

  @Test
  void webhook_getsWhatItWantsAndOnlyWhileItIsEnabled() {
    Webhook all = hook("all");
    Webhook failures = samples.webhook(scope, "failures", "https://a.example");
    Webhook.Terms failed =
        new Webhook.Terms("failures", "https://a.example", true, EnumSet.of(EventKind.FAILED));
    outbox.create(failures.with(failed, failures.audit()));
    Webhook off = samples.webhook(scope, "off", "https://a.example");
    Webhook.Terms disabled =
        new Webhook.Terms("off", "https://a.example", false, off.terms().kinds());
    outbox.create(off.with(disabled, off.audit()));
    happens(one, "created", "running", "failed");
    assertThat(due(all.id())).containsExactly("501 CREATED");
    assertThat(due(failures.id())).containsExactly("501 FAILED");
    assertThat(outbox.waiting(off.id())).isZero();
  }

  @Test
  void eventOfARequest_waitsForThoseBeforeIt_andOthersDoNot() {
    Webhook hook = hook("a");
    happens(one, "created", "running");
    happens(two, "created");
    assertThat(due(hook.id())).containsExactly("501 CREATED", "502 CREATED");
    Webhook next = hook.failed(1, new Webhook.Failure(NOW, "no"));
    Retry later = new Retry(1, TOMORROW, NOW);
    outbox.settle(
        next, List.of(new Settled(1, Optional.of(later)), new Settled(3, Optional.empty())));
    assertThat(due(hook.id())).isEmpty();
    assertThat(outbox.waiting(hook.id())).isEqualTo(2);
    assertThat(outbox.due(hook.id(), TOMORROW, 9))
        .extracting(Delivery::tries, Delivery::failingSince)
        .containsExactly(tuple(1, Optional.of(NOW)));
    outbox.hurry(hook.id(), NOW);
    assertThat(due(hook.id())).containsExactly("501 CREATED");
    outbox.resume(next.resumed(), NOW);
    assertThat(outbox.due(hook.id(), NOW, 9)).extracting(Delivery::tries).containsExactly(0);
    outbox.settle(
        next.resumed().delivered(NOW, Optional.empty()), List.of(new Settled(1, Optional.empty())));
    assertThat(due(hook.id())).containsExactly("501 RUNNING");
  }

  @Test
  void webhook_isSettledByOneNodeOnly() {
    Webhook hook = hook("a");
    happens(one, "created");
    Node node = samples.node(7);
    store.nodes().join(node);
    Webhook taken = hook.takenUp(Optional.of(node.id()));
    outbox.takeUp(taken);
    assertThatThrownBy(() -> outbox.takeUp(hook.takenUp(Optional.empty())))
        .isInstanceOf(StaleException.class);
    Webhook stale = hook.delivered(NOW, Optional.empty());
    assertThatThrownBy(() -> outbox.settle(stale, List.of(new Settled(1, Optional.empty()))))
        .isInstanceOf(StaleException.class);
    assertThat(outbox.waiting(hook.id())).isEqualTo(1);
    Optional<Id> another = Optional.of(samples.id());
    assertThat(outbox.open(another, NOW)).isEmpty();
    assertThat(outbox.open(Optional.of(node.id()), NOW)).containsExactly(taken);
    store.nodes().leave(node.id());
    assertThat(outbox.open(another, NOW)).containsExactly(taken);
  }

  @Test
  void webhook_isOpenOnlyWhereSomethingIsDue() {
    Webhook hook = hook("a");
    assertThat(outbox.open(Optional.empty(), NOW)).isEmpty();
    happens(one, "created");
    assertThat(outbox.open(Optional.empty(), NOW.minusSeconds(1))).isEmpty();
    assertThat(outbox.open(Optional.empty(), NOW)).containsExactly(hook);
    outbox.settle(hook.failed(1, new Webhook.Failure(NOW, "no")).givenUp(), List.of());
    assertThat(outbox.open(Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void deletedWebhook_takesAlongWhatWaits() {
    Webhook hook = hook("a");
    happens(one, "created");
    outbox.delete(hook);
    assertThat(outbox.waiting()).isZero();
  }

  @Test
  void event_isForgottenWhenItIsDeliveredAndOld() {
    Webhook hook = hook("a");
    happens(one, "created", "running", "completed");
    outbox.settle(
        hook.delivered(NOW, Optional.empty()),
        List.of(new Settled(1, Optional.empty()), new Settled(3, Optional.empty())));
    outbox.forget(NOW, NOW);
    assertThat(numbers()).containsExactly(1L, 2L, 3L);
    outbox.forget(NOW.plusSeconds(1), NOW);
    // The second waits for its webhook, and of the last the number is still to be known.
    assertThat(numbers()).containsExactly(2L, 3L);
    assertThat(outbox.newestEvent()).isEqualTo(3);
  }

  @Test
  void account_isListenedToUntilNobodyDoes() {
    outbox.listen(scope, TOMORROW);
    outbox.forget(NOW, NOW);
    store.keep(samples.status(scope, one, "created", 1));
    assertThat(outbox.untold(9)).hasSize(1);
    Id other = account("other");
    outbox.create(samples.webhook(other, "a", "https://a.example"));
    outbox.forget(NOW, TOMORROW.plusSeconds(24 * 3_600));
    store.keep(samples.status(scope, one, "running", 2));
    store.keep(samples.status(other, two, "created", 1));
    assertThat(outbox.untold(9)).extracting(AuditRecord::action).containsOnly("created");
  }

  private Webhook hook(String name) {
    Webhook hook = samples.webhook(scope, name, "https://a.example/hook");
    outbox.create(hook);
    return hook;
  }

  private void happens(Id request, String... actions) {
    int revision = 1;
    for (String action : actions) {
      store.keep(samples.status(scope, request, action, revision++));
    }
    outbox.tell(outbox.untold(9), NOW);
  }

  private List<String> due(Id hook) {
    return outbox.due(hook, NOW, 9).stream()
        .map(d -> d.event().requestId().value() + " " + d.event().kind())
        .toList();
  }

  private List<Long> numbers() {
    return outbox.events(scope, 0, 9).stream().map(RequestEvent::number).toList();
  }
}
