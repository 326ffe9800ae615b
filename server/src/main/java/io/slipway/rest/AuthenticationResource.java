// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.User;
import io.slipway.domain.UserSession;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.RefusedException;
import io.slipway.registry.Sessions;
import io.slipway.registry.UserLogins;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code authentication}: who logs in gets a token, which says who asks. */
final class AuthenticationResource implements Routes {
  private static final String NO_SECOND_FACTOR =
      "multi-factor authentication is not supported: leave it out";

  private final Access access;
  private final UserLogins logins;
  private final Sessions sessions;

  AuthenticationResource(Access access, UserLogins logins, Sessions sessions) {
    this.access = access;
    this.logins = logins;
    this.sessions = sessions;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.post("/v1/authentication/user", this::login);
    routes.post("/v1/authentication/apikey", this::loginWithKey);
    routes.post("/v1/authentication/refresh", this::refresh);
    routes.get("/v1/authentication/info", this::info);
    routes.post("/v1/authentication/logout", this::logout);
  }

  private void login(Context http) {
    JsonFields body = Bodies.small(http).ignore("type");
    String name = name(body);
    Secret password = Secret.of(body.requiredText("password"));
    refuseSecondFactor(body);
    body.end();
    answer(http, logins.login(name, password, http.ip()));
  }

  private static void refuseSecondFactor(JsonFields body) {
    for (String name : List.of("authenticationCode", "trustKey")) {
      if (body.text(name).isPresent()) {
        throw body.invalid(name, NO_SECOND_FACTOR);
      }
    }
    if (body.flag("trustMe", false)) {
      throw body.invalid("trustMe", NO_SECOND_FACTOR);
    }
  }

  private void loginWithKey(Context http) {
    JsonFields body = Bodies.small(http).ignore("type");
    Secret apiKey = Secret.of(body.requiredText("apiKey"));
    body.end();
    answer(http, logins.login(apiKey, http.ip()));
  }

  private static void answer(Context http, UserLogins.Outcome outcome) {
    switch (outcome) {
      case UserLogins.Outcome.Welcome welcome -> Answers.ok(http, token(welcome.session()));
      case UserLogins.Outcome.Wrong wrong -> throw Problem.wrongLogin().thrown();
      case UserLogins.Outcome.TooMany tooMany ->
          throw Problem.tooManyLogins(tooMany.retryAfterSeconds()).thrown();
    }
  }

  private void refresh(Context http) {
    JsonFields body = Bodies.small(http).ignore("type");
    String token = body.requiredText("tokenId");
    Secret refreshToken = Secret.of(body.requiredText("refreshToken"));
    body.end();
    Sessions.Opened opened =
        sessions
            .refresh(token, refreshToken, http.ip())
            .orElseThrow(() -> Problem.wrongRefresh().thrown());
    Answers.ok(http, token(opened));
  }

  private void info(Context http) {
    Sessions.Held held = access.held(http);
    User user = held.user();
    Answers.ok(
        http,
        JsonView.of("loginInfo")
            .objects(
                "accessPermission",
                Arrays.stream(Right.values())
                    .filter(user::may)
                    .map(right -> permission(user, right))
                    .toList())
            .object("accessToken", session(held.session()).text("tokenId", Access.token(http)))
            .objects("rolePermissions", List.of())
            .object("slipway", JsonView.untyped().texts("roles", UserResource.roles(user))));
  }

  private void logout(Context http) {
    sessions.end(access.held(http), http.ip());
    http.status(204);
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

  private static JsonView token(Sessions.Opened opened) {
    return session(opened.session())
        .text("tokenId", opened.token())
        .text("refreshToken", opened.refreshToken().reveal());
  }

  private static JsonView session(UserSession session) {
    return JsonView.entity(
            "accessToken", session.id(), session.scopeId(), session.createdOn(), session.userId())
        .time("modifiedOn", session.createdOn())
        .id("modifiedBy", session.userId())
        .number("optlock", 1)
        .id("userId", session.userId())
        .time("expiresOn", session.expiresOn())
        .time("refreshExpiresOn", session.refreshExpiresOn());
  }

  /** Rights hold in the user's account and below it, which is what forwardable says. */
  private static JsonView permission(User user, Right right) {
    return JsonView.entity(
            "accessPermission",
            new Id(right.ordinal() + 1L),
            user.scopeId(),
            user.audit().createdOn(),
            user.audit().createdBy())
        .id("accessInfoId", user.id())
        .object(
            "permission",
            JsonView.untyped()
                .text("domain", right.domain())
                .text("action", right.action())
                .id("targetScopeId", user.scopeId())
                .flag("forwardable", true));
  }
}
