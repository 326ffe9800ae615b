// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.User;
import io.slipway.registry.RefusedException;
import io.slipway.registry.Sessions;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Optional;

/** Who asks, for which account, and whether he may. */
final class Access {
  private static final String BEARER = "Bearer ";
  private static final String OWN_SCOPE = "_";

  private final StoreReader store;
  private final Sessions sessions;

  Access(StoreReader store, Sessions sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  /**
   * Who asks.
   *
   * @param scopeId the account that he asks about
   * @param source the address that he asks from
   */
  record Caller(Sessions.Held held, Id scopeId, String source) {
    User user() {
      return held.user();
    }

    Actor actor() {
      return new Actor(user().id(), user().name(), source);
    }

    /** Refuses what takes another right than was asked for first. */
    void require(Right right) {
      if (!user().may(right)) {
        throw Problem.forbidden(right).thrown();
      }
    }
  }

  /** Whose session the token is of that came along. */
  Sessions.Held held(Context http) {
    return token(http)
        .flatMap(sessions::holding)
        .orElseThrow(() -> Problem.unauthenticated().thrown());
  }

  /** The token that came along, whatever it is worth. */
  static Optional<String> token(Context http) {
    return Optional.ofNullable(http.header("Authorization"))
        .filter(h -> h.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(h -> h.substring(BEARER.length()).strip());
  }

  /** The user, where he has this right, and the account in the path, where it is in his reach. */
  Caller caller(Context http, Right right) {
    Caller caller = anyCaller(http);
    caller.require(right);
    return caller;
  }

  /** The same of a user whatever his rights are. */
  Caller anyCaller(Context http) {
    Sessions.Held held = held(http);
    return new Caller(held, scope(http.pathParam("scopeId"), held.user()), http.ip());
  }

  /** The user, where he has this right in his own account. */
  Caller ownCaller(Context http, Right right) {
    Sessions.Held held = held(http);
    Caller caller = new Caller(held, held.user().scopeId(), http.ip());
    caller.require(right);
    return caller;
  }

  /** His own account, or one below it; whether others exist is not for him to know. */
  private Id scope(String text, User user) {
    if (text.equals(OWN_SCOPE) || text.equals(user.scopeId().toString())) {
      return user.scopeId();
    }
    List<Account> lineage = Id.parse(text).map(id -> store.tenancy().lineage(id)).orElse(List.of());
    if (lineage.stream().anyMatch(a -> a.id().equals(user.scopeId()))) {
      return lineage.get(0).id();
    }
    throw user.scopeId().equals(Id.ROOT_ACCOUNT)
        ? RefusedException.unknown("account " + text)
        : Problem.foreignAccount().thrown();
  }

  /** The id in the path, or a refusal that names what it should have been of. */
  static Id id(Context http, String parameter, String kind) {
    String text = http.pathParam(parameter);
    return Id.parse(text).orElseThrow(() -> RefusedException.unknown(kind + " " + text));
  }
}
