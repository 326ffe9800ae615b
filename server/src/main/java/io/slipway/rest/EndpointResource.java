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

  private static final Words<EndpointType> TYPES = Words.lowerCase(EndpointType.class);

  private final Access access;
  private final StoreReader store;
  private final Endpoints endpoints;

  EndpointResource(Access access, StoreReader store, Endpoints endpoints) {
    this.access = access;
    this.store = store;
    this.endpoints = endpoints;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", this::query);
    routes.post(ALL + "/_count", this::count);
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    EndpointFilter filter = new EndpointFilter(query.text("usage"), query.text("matchTerm"));
    boolean wanted = wantsResources(query);
    query.end();
    answer(http, caller, listing, filter, wanted);
  }

  private void query(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_READ);
    Query query = new Query(http);
    boolean wanted = wantsResources(query);
    query.end();
    answer(http, caller, Listing.ofBody(http), EndpointFilter.ALL, wanted);
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.ENDPOINT_READ);
    Query query = new Query(http);
    boolean wanted = wantsResources(query);
    query.end();
    Listing.ofBody(http);
    long count = wanted ? store.countEndpoints(whose(caller), EndpointFilter.ALL) : 0;
    Answers.count(http, count);
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

  private void answer(
      Context http, Access.Caller caller, Listing listing, EndpointFilter filter, boolean wanted) {
    Page<EndpointInfo> found =
        wanted
            ? store.endpoints(whose(caller), filter, listing.page())
            : new Page<>(List.of(), false);
    Answers.ok(
        http,
        listing.view(
            "endpointInfoListResult",
            found,
            EndpointResource::view,
            () -> wanted ? store.countEndpoints(whose(caller), filter) : 0));
  }

  /** An account without endpoints of its own uses those of the nearest one above it. */
  private Id whose(Access.Caller caller) {
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

  /** This version has no endpoints of the other type. */
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
