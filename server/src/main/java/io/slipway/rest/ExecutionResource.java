// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.Profile;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Right;
import io.slipway.registry.RefusedException;
import io.slipway.store.StoreReader;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code executions}: the attempts of a provision request. */
final class ExecutionResource implements Routes {
  private static final String ALL = RequestResource.ONE + "/executions";
  private static final Set<String> SORTABLE = Set.of("startedOn");
  private static final Words<Profile> PROFILE = Words.lowerCase(Profile.class);

  private final Access access;
  private final StoreReader store;

  ExecutionResource(Access access, StoreReader store) {
    this.access = access;
    this.store = store;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_count", this::count);
    routes.get(ALL + "/{executionId}", this::get);
  }

  private void list(Context http) {
    Id requestId = request(http).id();
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    query.end();
    Answers.ok(
        http,
        listing.view(
            "provisionExecutionListResult",
            store.executions(requestId, listing.page()),
            ExecutionResource::view,
            () -> store.countExecutions(requestId)));
  }

  private void count(Context http) {
    Id requestId = request(http).id();
    Listing.ofBody(http);
    Answers.count(http, store.countExecutions(requestId));
  }

  private void get(Context http) {
    Id requestId = request(http).id();
    Execution execution =
        store
            .execution(requestId, Access.id(http, "executionId", "execution"))
            .orElseThrow(
                () -> RefusedException.unknown("execution " + http.pathParam("executionId")));
    Answers.ok(http, view(execution));
  }

  private ProvisionRequest request(Context http) {
    return RequestResource.request(http, access.caller(http, Right.REQUEST_READ), store);
  }

  static JsonView view(Execution execution) {
    return JsonView.entity(
            "provisionExecution",
            execution.id(),
            execution.scopeId(),
            execution.startedOn(),
            Id.PLATFORM)
        .time("modifiedOn", lastChange(execution))
        .id("modifiedBy", Id.PLATFORM)
        .number("optlock", 1 + execution.log().size())
        .time("startedOn", execution.startedOn())
        .time("endedOn", execution.endedOn())
        .text("executionStatus", execution.status().name())
        .text("log", log(execution))
        .id("provisionRequestId", execution.requestId())
        .object("slipway", slipway(execution));
  }

  /** What the original has no field for. */
  private static JsonView slipway(Execution execution) {
    JsonView view =
        JsonView.untyped()
            .number("generation", execution.generation())
            .number("attempt", execution.attempt())
            .text("profile", PROFILE.of(execution.profile()))
            .text("step", execution.conversation().step().name())
            .text("failureCause", execution.failureCause().map(Enum::name));
    List<JsonView> packages = PackageProgress.of(execution);
    return packages.isEmpty() ? view : view.objects("packages", packages);
  }

  private static Instant lastChange(Execution execution) {
    return execution
        .endedOn()
        .orElseGet(
            () ->
                execution.log().isEmpty() ? execution.startedOn() : execution.log().getLast().at());
  }

  private static String log(Execution execution) {
    return execution.log().stream()
        .map(line -> JsonView.time(line.at()) + " " + line.text())
        .collect(Collectors.joining("\n"));
  }
}
