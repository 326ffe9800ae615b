// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.RefusedException;
import io.slipway.registry.UserCredentials;
import io.slipway.registry.UserCredentials.Terms;
import io.slipway.store.PageRequest;
import io.slipway.store.StoreReader;
import java.util.Optional;
import java.util.Set;

/** {@code credentials} of users; the secrets in them are shown once or never. */
final class CredentialResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/credentials";
  private static final String ONE = ALL + "/{credentialId}";
  private static final String OF_USER = UserResource.ONE + "/credentials";
  private static final Set<String> SORTABLE = Set.of("createdOn", "modifiedOn", "credentialType");
  private static final String HIDDEN = "************";

  private enum CredentialType {
    PASSWORD,
    API_KEY,
    JWT
  }

  private enum Status {
    ENABLED,
    DISABLED
  }

  private static final Words<CredentialType> TYPES = Words.names(CredentialType.class);
  private static final Words<Status> STATUS = Words.names(Status.class);

  private final Access access;
  private final StoreReader store;
  private final UserCredentials credentials;

  CredentialResource(Access access, StoreReader store, UserCredentials credentials) {
    this.access = access;
    this.store = store;
    this.credentials = credentials;
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
    routes.post(ONE + "/unlock", this::unlock);
    routes.post(ONE + "/_unlock", this::unlock);
    routes.get(OF_USER, this::listOfUser);
    routes.post(OF_USER, this::createForUser);
    routes.post(OF_USER + "/_count", this::countOfUser);
    routes.post(OF_USER + "/password/_reset", this::reset);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    Optional<Id> userId =
        query
            .text("userId")
            .map(
                t ->
                    Id.parse(t)
                        .orElseThrow(
                            () -> RefusedException.invalid("userId", "must be the id of a user")));
    query.end();
    answer(http, caller, listing, userId);
  }

  private void query(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    answer(http, caller, Listing.ofBody(http), Optional.empty());
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    Listing.ofBody(http);
    Answers.count(http, store.tenancy().countCredentials(caller.scopeId(), Optional.empty()));
  }

  private void listOfUser(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    User user = UserResource.user(http, caller, store);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    query.end();
    answer(http, caller, listing, Optional.of(user.id()));
  }

  private void countOfUser(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    User user = UserResource.user(http, caller, store);
    Listing.ofBody(http);
    Answers.count(http, store.tenancy().countCredentials(caller.scopeId(), Optional.of(user.id())));
  }

  private void answer(Context http, Access.Caller caller, Listing listing, Optional<Id> userId) {
    PageRequest page = listing.page();
    Answers.ok(
        http,
        listing.view(
            "credentialListResult",
            store.tenancy().credentials(caller.scopeId(), userId, page),
            c -> view(c, Optional.empty()),
            () -> store.tenancy().countCredentials(caller.scopeId(), userId)));
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    Id userId = body.id("userId").orElseThrow(() -> RefusedException.required("/userId"));
    User user =
        store
            .tenancy()
            .user(userId)
            .filter(u -> u.scopeId().equals(caller.scopeId()))
            .orElseThrow(() -> RefusedException.unknown("user " + userId));
    create(http, caller, user, body);
  }

  private void createForUser(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_WRITE);
    User user = UserResource.user(http, caller, store);
    JsonFields body = Bodies.required(http).ignore("type");
    if (body.id("userId").filter(id -> !id.equals(user.id())).isPresent()) {
      throw body.invalid("userId", "is another user than the one in the path");
    }
    create(http, caller, user, body);
  }

  private void create(Context http, Access.Caller caller, User user, JsonFields body) {
    CredentialType type = body.oneOf("credentialType", TYPES).orElse(CredentialType.PASSWORD);
    Terms terms =
        new Terms(
            body.oneOf("credentialStatus", STATUS).orElse(Status.ENABLED) == Status.ENABLED,
            body.time("expirationDate"));
    Optional<Secret> given = body.text("credentialKey").map(Secret::of);
    body.end();
    Answers.created(
        http,
        switch (type) {
          case PASSWORD ->
              view(
                  credentials.createPassword(
                      user,
                      caller.actor(),
                      given.orElseThrow(() -> RefusedException.required("/credentialKey")),
                      terms),
                  Optional.empty());
          case API_KEY -> {
            if (given.isPresent()) {
              throw body.invalid("credentialKey", "must be left out: an API key is made here");
            }
            UserCredentials.Created created = credentials.createKey(user, caller.actor(), terms);
            yield view(created.credential(), created.apiKey());
          }
          case JWT ->
              throw body.invalid("credentialType", "external identity providers are not supported");
        });
  }

  private void get(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    Answers.ok(http, view(credential(http, caller), Optional.empty()));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_WRITE);
    UserCredential credential = credential(http, caller);
    JsonFields body =
        Bodies.required(http)
            .ignoreEntity()
            .ignore("userId", "credentialType", "credentialKey", "loginFailures")
            .ignore("firstLoginFailure", "loginFailuresReset", "lockoutReset");
    int optlock = body.requiredInteger("optlock");
    Terms terms =
        new Terms(
            body.oneOf("status", STATUS).map(s -> s == Status.ENABLED).orElse(credential.enabled()),
            body.time("expirationDate"));
    body.end();
    Answers.ok(
        http, view(credentials.edit(credential, caller.actor(), optlock, terms), Optional.empty()));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_DELETE);
    credentials.delete(credential(http, caller), caller.actor());
    http.status(204);
  }

  private void unlock(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_WRITE);
    credentials.unlock(credential(http, caller), caller.actor());
    http.status(204);
  }

  /** Everybody may change the password that is his own. */
  private void reset(Context http) {
    Access.Caller caller = access.anyCaller(http);
    boolean own = http.pathParam("userId").equals(caller.user().id().toString());
    if (!own) {
      caller.require(Right.CREDENTIAL_WRITE);
    }
    User user = UserResource.user(http, caller, store);
    JsonFields body = Bodies.small(http).ignore("type");
    Secret password = Secret.of(body.requiredText("newPassword"));
    body.end();
    credentials.resetPassword(
        user,
        caller.actor(),
        password,
        own ? Optional.of(caller.held().session().loginId()) : Optional.empty());
    http.status(204);
  }

  private UserCredential credential(Context http, Access.Caller caller) {
    return store
        .tenancy()
        .credential(Access.id(http, "credentialId", "credential"))
        .filter(c -> c.scopeId().equals(caller.scopeId()))
        .orElseThrow(
            () -> RefusedException.unknown("credential " + http.pathParam("credentialId")));
  }

  private static JsonView view(UserCredential credential, Optional<Secret> apiKey) {
    return JsonView.entity("credential", credential.id(), credential.scopeId(), credential.audit())
        .id("userId", credential.userId())
        .text("credentialType", credential.type().name())
        .text(
            "credentialKey", apiKey.map(Secret::reveal).orElseGet(() -> credential.key() + HIDDEN))
        .text("status", STATUS.of(credential.enabled() ? Status.ENABLED : Status.DISABLED))
        .time("expirationDate", credential.expiresOn())
        .number("loginFailures", credential.failures().count())
        .time("firstLoginFailure", credential.failures().first());
  }
}
