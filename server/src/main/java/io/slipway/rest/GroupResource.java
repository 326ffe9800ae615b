// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.Right;
import io.slipway.registry.GroupDraft;
import io.slipway.registry.ProvisionGroups;
import io.slipway.registry.RefusedException;
import io.slipway.store.StoreReader;

/** {@code provisionGroups}. */
final class GroupResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/provisionGroups";
  private static final String ONE = ALL + "/{groupName}";

  private final Access access;
  private final StoreReader store;
  private final ProvisionGroups groups;

  GroupResource(Access access, StoreReader store, ProvisionGroups groups) {
    this.access = access;
    this.store = store;
    this.groups = groups;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::put);
    routes.get(ONE, this::get);
    routes.delete(ONE, this::delete);
  }

  static JsonView view(ProvisionGroup group) {
    return JsonView.untyped()
        .text("name", group.name())
        .text("displayName", group.displayName())
        .text("description", group.description())
        .flag("defaultGroup", group.defaultGroup());
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_READ);
    new Query(http).end();
    // The original calls this list of groups so.
    Answers.ok(
        http,
        JsonView.of("provisionGroupListResult")
            .objects(
                "templates",
                store.templates().groups(caller.scopeId()).stream()
                    .map(GroupResource::view)
                    .toList()));
  }

  private void put(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    GroupDraft draft =
        new GroupDraft(
            body.requiredText("name"),
            body.text("displayName"),
            body.text("description"),
            body.flag("defaultGroup", false));
    body.end();
    answer(http, groups.put(caller.scopeId(), caller.actor(), draft));
  }

  private void get(Context http) {
    answer(http, group(http, access.caller(http, Right.TEMPLATE_READ)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_DELETE);
    ProvisionGroup group = group(http, caller);
    groups.delete(group, caller.actor());
    answer(http, group);
  }

  private ProvisionGroup group(Context http, Access.Caller caller) {
    String name = http.pathParam("groupName");
    return store
        .templates()
        .group(caller.scopeId(), name)
        .orElseThrow(() -> RefusedException.unknown("provision group " + name));
  }

  private static void answer(Context http, ProvisionGroup group) {
    Answers.ok(http, view(group).text("type", "provisionGroup"));
  }
}
