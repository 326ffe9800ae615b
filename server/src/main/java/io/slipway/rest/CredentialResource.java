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

  private static final Words<CredentialType> TYPES = Words.names(CredentialType.class);

  private final Access access;
  private final StoreReader store;
  private final UserCredentials credentials;

  /** The filter is the user that they are of. */
  private final Listed<Optional<Id>, UserCredential> listed;

  CredentialResource(Access access, StoreReader store, UserCredentials credentials) {
    this.access = access;
    this.store = store;
    this.credentials = credentials;
    this.listed =
        new Listed<>(
            "credentialListResult",
            SORTABLE,
            Optional.empty(),
            query -> query.id("userId", "a user"),
            (scopeId, userId, page) -> store.tenancy().credentials(scopeId, userId, page),
            (scopeId, userId) -> store.tenancy().countCredentials(scopeId, userId));
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, scope(http), CredentialResource::view));
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", http -> listed.query(http, scope(http), CredentialResource::view));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
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

  private Id scope(Context http) {
    return access.caller(http, Right.CREDENTIAL_READ).scopeId();
  }

  private void listOfUser(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    User user = UserResource.user(http, caller, store);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    query.end();
    Optional<Id> userId = Optional.of(user.id());
    listed.answer(http, caller.scopeId(), listing, userId, CredentialResource::view);
  }

  private void countOfUser(Context http) {
    Access.Caller caller = access.caller(http, Right.CREDENTIAL_READ);
    User user = UserResource.user(http, caller, store);
    listed.count(http, caller.scopeId(), Optional.of(user.id()));
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
            EnabledWord.in(body, "credentialStatus").orElse(true), body.time("expirationDate"));
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
    Answers.ok(http, view(credential(http, caller)));
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
            EnabledWord.in(body, "status").orElse(credential.enabled()),
            body.time("expirationDate"));
    body.end();
    Answers.ok(http, view(credentials.edit(credential, caller.actor(), optlock, terms)));
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

  private static JsonView view(UserCredential credential) {
    return view(credential, Optional.empty());
  }

  private static JsonView view(UserCredential credential, Optional<Secret> apiKey) {
    return JsonView.entity("credential", credential.id(), credential.scopeId(), credential.audit())
        .id("userId", credential.userId())
        .text("credentialType", credential.type().name())
        .text(
            "credentialKey", apiKey.map(Secret::reveal).orElseGet(() -> credential.key() + HIDDEN))
        .text("status", EnabledWord.of(credential.enabled()))
        .time("expirationDate", credential.expiresOn())
        .number("loginFailures", credential.failures().count())
        .time("firstLoginFailure", credential.failures().first());
  }
}
