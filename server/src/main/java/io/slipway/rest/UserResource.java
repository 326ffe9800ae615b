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

  private enum Status {
    ENABLED,
    DISABLED
  }

  private enum UserType {
    INTERNAL,
    EXTERNAL,
    DEVICE
  }

  private static final Words<Status> STATUS = Words.names(Status.class);
  private static final Words<UserType> TYPES = Words.names(UserType.class);

  private final Access access;
  private final StoreReader store;
  private final Users users;

  UserResource(Access access, StoreReader store, Users users) {
    this.access = access;
    this.store = store;
    this.users = users;
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
    Access.Caller caller = access.caller(http, Right.USER_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    UserFilter filter = new UserFilter(query.text("name"), query.text("matchTerm"));
    query.end();
    answer(http, caller, listing, filter);
  }

  private void query(Context http) {
    Access.Caller caller = access.caller(http, Right.USER_READ);
    answer(http, caller, Listing.ofBody(http), UserFilter.ALL);
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.USER_READ);
    Listing.ofBody(http);
    Answers.count(http, store.tenancy().countUsers(caller.scopeId(), UserFilter.ALL));
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

  private void answer(Context http, Access.Caller caller, Listing listing, UserFilter filter) {
    Id scopeId = caller.scopeId();
    Answers.ok(
        http,
        listing.view(
            "userListResult",
            store.tenancy().users(scopeId, filter, listing.page()),
            UserResource::view,
            () -> store.tenancy().countUsers(scopeId, filter)));
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
        body.oneOf("status", STATUS).orElse(Status.ENABLED) == Status.ENABLED,
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
        .text("status", STATUS.of(details.enabled() ? Status.ENABLED : Status.DISABLED))
        .text("displayName", details.displayName())
        .text("email", details.email())
        .text("phoneNumber", details.phoneNumber())
        .text("userType", TYPES.of(UserType.INTERNAL))
        .time("expirationDate", details.expiresOn())
        .object("slipway", JsonView.untyped().texts("roles", roles(user)));
  }
}
