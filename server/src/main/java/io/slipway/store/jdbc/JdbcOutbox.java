// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import io.slipway.store.Outbox;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events and webhooks over JDBC. */
record JdbcOutbox(JdbcStore store) implements Outbox {
  /** So that an account which others are about to forget is not forgotten. */
  private static final Duration A_DAY = Duration.ofDays(1);

  @Override
  public Optional<Webhook> webhook(Id hookId) {
    return store.read(sql -> Webhooks.byId(sql, hookId));
  }

  @Override
  public Page<Webhook> webhooks(Id scopeId, Optional<String> name, PageRequest page) {
    return store.read(sql -> Webhooks.page(sql, scopeId, name, page));
  }

  @Override
  public long countWebhooks(Id scopeId, Optional<String> name) {
    return store.read(sql -> Webhooks.count(sql, scopeId, name));
  }

  @Override
  public long waiting(Id hookId) {
    return store.read(sql -> Deliveries.count(sql, hookId));
  }

  @Override
  public long waiting() {
    return store.read(Deliveries::count);
  }

  @Override
  public List<RequestEvent> events(Id scopeId, long after, int most) {
    return store.read(sql -> RequestEvents.after(sql, scopeId, after, most));
  }

  @Override
  public long newestEvent() {
    return store.read(RequestEvents::newest);
  }

  @Override
  public void create(Webhook hook) {
    store.write(
        sql -> {
          Webhooks.create(sql, hook);
          RequestEvents.listen(sql, hook.scopeId(), hook.audit().createdOn().plus(A_DAY));
        });
  }

  @Override
  public void update(Webhook hook) {
    store.write(sql -> Webhooks.update(sql, hook));
  }

  @Override
  public void delete(Webhook hook) {
    store.write(sql -> Webhooks.delete(sql, hook));
  }

  @Override
  public void listen(Id scopeId, Instant until) {
    store.write(sql -> RequestEvents.listen(sql, scopeId, until));
  }

  @Override
  public List<AuditRecord> untold(int most) {
    return store.read(sql -> RequestEvents.untold(sql, most));
  }

  @Override
  public void tell(List<AuditRecord> untold, Instant now) {
    store.write(sql -> RequestEvents.tell(sql, untold, now));
  }

  @Override
  public List<Webhook> open(Optional<Id> self, Instant now) {
    return store.read(sql -> Webhooks.open(sql, self, now));
  }

  @Override
  public void takeUp(Webhook hook) {
    store.write(sql -> Webhooks.saveProgress(sql, hook));
  }

  @Override
  public List<Delivery> due(Id hookId, Instant now, int most) {
    return store.read(sql -> Deliveries.due(sql, hookId, now, most));
  }

  @Override
  public void settle(Webhook next, List<Settled> settled) {
    store.write(
        sql -> {
          Webhooks.saveProgress(sql, next);
          for (Settled one : settled) {
            Deliveries.settle(sql, next.id(), one);
          }
        });
  }

  @Override
  public void hurry(Id hookId, Instant now) {
    store.write(sql -> Deliveries.hurry(sql, hookId, now));
  }

  @Override
  public void resume(Webhook next, Instant now) {
    store.write(
        sql -> {
          Webhooks.saveProgress(sql, next);
          Deliveries.begin(sql, next.id(), now);
        });
  }

  @Override
  public void forget(Instant toldBefore, Instant now) {
    store.write(sql -> RequestEvents.forget(sql, toldBefore, now));
  }
}
