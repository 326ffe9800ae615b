// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Account;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.EndpointDraft;
import io.slipway.registry.Endpoints;
import io.slipway.registry.RefusedException;
import io.slipway.store.EndpointFilter;
import io.slipway.store.Page;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** {@code endpointInfos}. */
final class EndpointResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/endpointInfos";
  private static final String ONE = ALL + "/{endpointInfoId}";
  private static final Set<String> SORTABLE =
      Set.of("schema", "dns", "port", "secure", "createdOn", "modifiedOn");

  private enum EndpointType {
    RESOURCE,
    CORS
  }

  /** This version has endpoints of one type only. */
  private record Wanted(EndpointFilter filter, boolean resources) {}

  private static final Words<EndpointType> TYPES = Words.lowerCase(EndpointType.class);

  private final Access access;
  private final StoreReader store;
  private final Endpoints endpoints;
  private final Listed<Wanted, EndpointInfo> listed;

  EndpointResource(Access access, StoreReader store, Endpoints endpoints) {
    this.access = access;
    this.store = store;
    this.endpoints = endpoints;
    this.listed =
        new Listed<>(
            "endpointInfoListResult",
            SORTABLE,
            new Wanted(EndpointFilter.ALL, true),
            query ->
                new Wanted(
                    new EndpointFilter(query.text("usage"), query.text("matchTerm")),
                    wantsResources(query)),
            (scopeId, wanted, page) ->
                wanted.resources()
                    ? store.endpoints(scopeId, wanted.filter(), page)
                    : new Page<>(List.of(), false),
            (scopeId, wanted) ->
                wanted.resources() ? store.countEndpoints(scopeId, wanted.filter()) : 0);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, whose(http), EndpointResource::view));
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", this::query);
    routes.post(ALL + "/_count", http -> listed.count(http, whose(http), everything(http)));
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
  }

  private void query(Context http) {
    Id whose = whose(http);
    Wanted wanted = everything(http);
    listed.answer(http, whose, Listing.ofBody(http), wanted, EndpointResource::view);
  }

  /** What there is of the type that is asked for. */
  private static Wanted everything(Context http) {
    Query query = new Query(http);
    Wanted everything = new Wanted(EndpointFilter.ALL, wantsResources(query));
    query.end();
    return everything;
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_WRITE);
    JsonFields body = Bodies.required(http);
    EndpointDraft draft = draft(body);
    body.end();
    Answers.created(http, view(endpoints.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void get(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_READ);
    List<Id> lineage = lineage(caller);
    Answers.ok(http, view(endpoint(http, e -> lineage.contains(e.scopeId()))));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_WRITE);
    EndpointInfo endpoint = endpoint(http, caller);
    JsonFields body = Bodies.required(http).ignoreEntity();
    int optlock = body.requiredInteger("optlock");
    EndpointDraft draft = draft(body);
    body.end();
    Answers.ok(http, view(endpoints.edit(endpoint, caller.actor(), optlock, draft)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_DELETE);
    endpoints.delete(endpoint(http, caller), caller.actor());
    http.status(204);
  }

  /** An account without endpoints of its own uses those of the nearest one above it. */
  private Id whose(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_READ);
    return lineage(caller).stream()
        .filter(id -> store.countEndpoints(id, EndpointFilter.ALL) > 0)
        .findFirst()
        .orElse(caller.scopeId());
  }

  private List<Id> lineage(Access.Caller caller) {
    return store.tenancy().lineage(caller.scopeId()).stream().map(Account::id).toList();
  }

  private EndpointInfo endpoint(Context http, Access.Caller caller) {
    return endpoint(http, e -> e.scopeId().equals(caller.scopeId()));
  }

  private EndpointInfo endpoint(Context http, Predicate<EndpointInfo> within) {
    return store
        .endpoint(Access.id(http, "endpointInfoId", "endpoint"))
        .filter(within)
        .orElseThrow(
            () -> RefusedException.unknown("endpoint " + http.pathParam("endpointInfoId")));
  }

  private static boolean wantsResources(Query query) {
    return query.oneOf("endpointType", TYPES).orElse(EndpointType.RESOURCE)
        == EndpointType.RESOURCE;
  }

  private static EndpointDraft draft(JsonFields body) {
    body.ignore("type");
    Optional<EndpointType> type = body.oneOf("endpointType", TYPES);
    if (type.filter(t -> t == EndpointType.CORS).isPresent()) {
      throw body.invalid("endpointType", "cors is not supported in this version");
    }
    String schema = body.requiredText("schema");
    return new EndpointDraft(
        schema,
        body.requiredText("dns"),
        body.requiredInteger("port"),
        body.flag("secure", schema.toLowerCase(Locale.ROOT).equals("mqtts")),
        Set.copyOf(body.objects("usages", u -> u.ignore("type").requiredText("name"))));
  }

  private static JsonView view(EndpointInfo endpoint) {
    return JsonView.entity("endpointInfo", endpoint.id(), endpoint.scopeId(), endpoint.audit())
        .text("schema", endpoint.schema())
        .text("dns", endpoint.dns())
        .number("port", endpoint.port())
        .flag("secure", endpoint.secure())
        .objects(
            "usages",
            endpoint.usages().stream()
                .sorted()
                .map(u -> JsonView.untyped().text("name", u))
                .toList())
        .text("endpointType", TYPES.of(EndpointType.RESOURCE));
  }
}
