// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.registry.RefusedException;
import io.slipway.security.AccessTokens;
import io.slipway.store.StoreReader;
import java.util.Optional;

/** Who asks, and for which account he may. */
final class Access {
  private static final String BEARER = "Bearer ";
  private static final String OWN_SCOPE = "_";

  private final StoreReader store;
  private final AccessTokens tokens;

  Access(StoreReader store, AccessTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /**
   * Who asks.
   *
   * @param scopeId the account that he asks about
   */
  record Caller(User user, Id scopeId) {
    Id id() {
      return user.id();
    }
  }

  /** The user whose token came along. */
  User user(Context http) {
    return token(http)
        .flatMap(t -> store.user(t.userId()))
        .orElseThrow(() -> Problem.unauthenticated().thrown());
  }

  /** What the token says that came along, where it is valid. */
  Optional<AccessTokens.AccessToken> token(Context http) {
    return Optional.ofNullable(http.header("Authorization"))
        .filter(h -> h.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .flatMap(h -> tokens.verify(h.substring(BEARER.length()).strip()));
  }

  /** The user, and the account in the path; users of the root account may act on all. */
  Caller caller(Context http) {
    User user = user(http);
    String scope = http.pathParam("scopeId");
    if (scope.equals(OWN_SCOPE) || scope.equals(user.scopeId().toString())) {
      return new Caller(user, user.scopeId());
    }
    if (!user.scopeId().equals(Id.ROOT_ACCOUNT)) {
      throw Problem.forbidden().thrown();
    }
    Id asked =
        Id.parse(scope)
            .filter(id -> store.account(id).isPresent())
            .orElseThrow(() -> RefusedException.unknown("account " + scope));
    return new Caller(user, asked);
  }

  /** The id in the path, or a refusal that names what it should have been of. */
  static Id id(Context http, String parameter, String kind) {
    String text = http.pathParam(parameter);
    return Id.parse(text).orElseThrow(() -> RefusedException.unknown(kind + " " + text));
  }
}
