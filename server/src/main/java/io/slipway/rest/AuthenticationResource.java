// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.RefusedException;
import io.slipway.registry.UserLogins;
import io.slipway.security.AccessTokens;
import java.util.List;
import java.util.Optional;

/** {@code authentication}: who logs in gets a token, which says who asks. */
final class AuthenticationResource implements Routes {
  private final Access access;
  private final UserLogins logins;
  private final AccessTokens tokens;

  AuthenticationResource(Access access, UserLogins logins, AccessTokens tokens) {
    this.access = access;
    this.logins = logins;
    this.tokens = tokens;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.post("/v1/authentication/user", this::login);
    routes.get("/v1/authentication/info", this::info);
  }

  private void login(Context http) {
    JsonFields body =
        Bodies.small(http).ignore("type", "authenticationCode", "trustKey", "trustMe");
    String name = name(body);
    Secret password = Secret.of(body.requiredText("password"));
    body.end();
    switch (logins.login(name, password, http.ip())) {
      case UserLogins.Outcome.Welcome welcome ->
          Answers.ok(http, token(welcome.user(), tokens.issue(welcome.user())));
      case UserLogins.Outcome.Wrong wrong -> throw Problem.wrongLogin().thrown();
      case UserLogins.Outcome.TooMany tooMany ->
          throw Problem.tooManyLogins(tooMany.retryAfterSeconds()).thrown();
    }
  }

  private void info(Context http) {
    User user = access.user(http);
    AccessTokens.AccessToken token =
        access.token(http).orElseThrow(() -> Problem.unauthenticated().thrown());
    Answers.ok(
        http,
        JsonView.of("loginInfo")
            .objects("accessPermission", List.of(permission(user)))
            .object("accessToken", token(user, token))
            .objects("rolePermissions", List.of()));
  }

  /** Clients send {@code username}; the original's shapes say {@code user}. */
  private static String name(JsonFields body) {
    Optional<String> username = body.text("username");
    Optional<String> user = body.text("user");
    if (username.isPresent() && user.isPresent() && !username.equals(user)) {
      throw body.invalid("user", "is another name than username");
    }
    return username.or(() -> user).orElseThrow(() -> RefusedException.required("/username"));
  }

  private static JsonView token(User user, AccessTokens.AccessToken token) {
    return JsonView.entity("accessToken", token.id(), user.scopeId(), token.issuedOn(), user.id())
        .time("modifiedOn", token.issuedOn())
        .id("modifiedBy", user.id())
        .number("optlock", 1)
        .id("userId", user.id())
        .text("tokenId", token.text())
        .time("expiresOn", token.expiresOn());
  }

  /** No domain and no action stand for all of them. */
  private static JsonView permission(User user) {
    return JsonView.entity(
            "accessPermission",
            user.id(),
            user.scopeId(),
            user.audit().createdOn(),
            user.audit().createdBy())
        .id("accessInfoId", user.id())
        .object(
            "permission",
            JsonView.untyped()
                .id("targetScopeId", user.scopeId())
                .flag("forwardable", user.scopeId().equals(Id.ROOT_ACCOUNT)));
  }
}
