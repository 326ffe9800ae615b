// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.RefusedException;
import io.slipway.store.AuditFilter;
import io.slipway.store.StoreReader;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code auditRecords}: who did what, when and from where. */
final class AuditResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/auditRecords";
  private static final Set<String> SORTABLE = Set.of("at");

  private final Access access;
  private final StoreReader store;

  AuditResource(Access access, StoreReader store) {
    this.access = access;
    this.store = store;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_count", this::count);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.AUDIT_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    AuditFilter filter =
        new AuditFilter(
            query.text("actor"),
            query.text("action"),
            query.text("subjectType"),
            query.text("subjectId").map(AuditResource::id),
            query.text("subjectName"),
            query.time("startDate"),
            query.time("endDate"));
    query.end();
    Answers.ok(
        http,
        listing.view(
            "auditRecordListResult",
            store.auditRecords(caller.scopeId(), filter, listing.page()),
            AuditResource::view,
            () -> store.countAuditRecords(caller.scopeId(), filter)));
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.AUDIT_READ);
    Listing.ofBody(http);
    Answers.count(http, store.countAuditRecords(caller.scopeId(), AuditFilter.ALL));
  }

  private static Id id(String text) {
    return Id.parse(text)
        .orElseThrow(() -> RefusedException.invalid("subjectId", "must be the id of an entity"));
  }

  private static JsonView view(AuditRecord record) {
    JsonView detail = JsonView.untyped();
    new TreeMap<>(record.detail()).forEach(detail::text);
    return JsonView.of("auditRecord")
        .id("id", record.id())
        .id("scopeId", record.scopeId())
        .time("at", record.at())
        .id("actorId", record.actor().id())
        .text("actor", record.actor().name())
        .text("source", Optional.of(record.actor().source()).filter(s -> !s.isEmpty()))
        .text("action", record.action())
        .text("subjectType", record.subject().type())
        .id("subjectId", record.subject().id())
        .text("subjectName", record.subject().name())
        .object("detail", detail);
  }
}
