// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.registry.RefusedException;
import io.slipway.registry.UserDraft;
import io.slipway.registry.Users;
import io.slipway.store.StoreReader;
import io.slipway.store.UserFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code users}. */
final class UserResource implements Routes {
  static final String ALL = "/v1/{scopeId}/users";
  static final String ONE = ALL + "/{userId}";
  private static final Set<String> SORTABLE = Set.of("name", "createdOn", "modifiedOn");
  private static final Words<Role> ROLES = Words.names(Role.class);

  private enum UserType {
    INTERNAL,
    EXTERNAL,
    DEVICE
  }

  private static final Words<UserType> TYPES = Words.names(UserType.class);

  private final Access access;
  private final StoreReader store;
  private final Users users;
  private final Listed<UserFilter, User> listed;

  UserResource(Access access, StoreReader store, Users users) {
    this.access = access;
    this.store = store;
    this.users = users;
    this.listed =
        new Listed<>(
            "userListResult",
            SORTABLE,
            UserFilter.ALL,
            query -> new UserFilter(query.text("name"), query.text("matchTerm")),
            (scopeId, filter, page) -> store.tenancy().users(scopeId, filter, page),
            (scopeId, filter) -> store.tenancy().countUsers(scopeId, filter));
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, scope(http), UserResource::view));
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", http -> listed.query(http, scope(http), UserResource::view));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
  }

  private Id scope(Context http) {
    return access.caller(http, Right.USER_READ).scopeId();
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.USER_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    String name = body.requiredText("name");
    User.Details details = details(body);
    UserDraft draft = new UserDraft(name, roles(body).orElse(Set.of()), details);
    body.end();
    Answers.created(http, view(users.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void get(Context http) {
    Answers.ok(http, view(user(http, access.caller(http, Right.USER_READ), store)));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.USER_WRITE);
    User user = user(http, caller, store);
    JsonFields body = Bodies.required(http).ignoreEntity();
    if (body.text("name").filter(n -> !n.equals(user.name())).isPresent()) {
      throw body.invalid("name", "cannot be changed: make another user");
    }
    int optlock = body.requiredInteger("optlock");
    User.Details details = details(body);
    Set<Role> roles = roles(body).orElse(user.roles());
    body.end();
    Answers.ok(http, view(users.edit(user, caller.actor(), optlock, roles, details)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.USER_DELETE);
    users.delete(user(http, caller, store), caller.actor());
    http.status(204);
  }

  /** The user in the path, where he belongs to the account. */
  static User user(Context http, Access.Caller caller, StoreReader store) {
    return store
        .tenancy()
        .user(Access.id(http, "userId", "user"))
        .filter(u -> u.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("user " + http.pathParam("userId")));
  }

  private static User.Details details(JsonFields body) {
    if (body.oneOf("userType", TYPES).orElse(UserType.INTERNAL) != UserType.INTERNAL) {
      throw body.invalid(
          "userType",
          "must be INTERNAL: external identity providers are not supported, and devices get their"
              + " logins by provisioning");
    }
    body.unsupported("externalId", "externalUsername");
    return new User.Details(
        EnabledWord.in(body, "status").orElse(true),
        body.text("displayName"),
        body.text("description"),
        body.text("email"),
        body.text("phoneNumber"),
        body.time("expirationDate"));
  }

  private static Optional<Set<Role>> roles(JsonFields body) {
    return body.object("slipway")
        .map(
            ours -> {
              Set<Role> roles = new HashSet<>();
              for (String word : ours.scalars("roles")) {
                roles.add(
                    ROLES
                        .parse(word)
                        .orElseThrow(
                            () -> ours.invalid("roles", "must be some of " + ROLES.all())));
              }
              ours.end();
              return roles;
            });
  }

  static List<String> roles(User user) {
    return user.roles().stream().sorted().map(ROLES::of).toList();
  }

  private static JsonView view(User user) {
    User.Details details = user.details();
    return JsonView.entity("user", user.id(), user.scopeId(), user.audit())
        .text("name", user.name())
        .text("description", details.description())
        .text("status", EnabledWord.of(details.enabled()))
        .text("displayName", details.displayName())
        .text("email", details.email())
        .text("phoneNumber", details.phoneNumber())
        .text("userType", TYPES.of(UserType.INTERNAL))
        .time("expirationDate", details.expiresOn())
        .object("slipway", JsonView.untyped().texts("roles", roles(user)));
  }
}
