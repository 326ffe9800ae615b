// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.protocol.message.Secret;
import io.slipway.security.GuessBudget;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets people and programs in by name and password, or by API key. Nobody can lock anybody else out
 * by guessing: it is the address that guesses come from which has to wait.
 */
public final class UserLogins {
  private static final int LONGEST_PASSWORD_BYTES = 1024;
  private static final String REFUSED = "loginRefused";

  private final StoreReader store;
  private final SecretVerifiers verifiers;
  private final GuessBudget budget;
  private final Sessions sessions;
  private final AuditTrail trail;

  public UserLogins(
      StoreReader store,
      SecretVerifiers verifiers,
      GuessBudget budget,
      Sessions sessions,
      AuditTrail trail) {
    this.store = store;
    this.verifiers = verifiers;
    this.budget = budget;
    this.sessions = sessions;
    this.trail = trail;
  }

  /** What comes of a login. */
  public sealed interface Outcome {
    /** What was presented is right. */
    record Welcome(Sessions.Opened session) implements Outcome {}

    /** It is not; nobody learns what of it. */
    record Wrong() implements Outcome {}

    /** Too many were wrong from that address. */
    record TooMany(long retryAfterSeconds) implements Outcome {}
  }

  /**
   * Judges a login.
   *
   * @param source the address that it comes from
   */
  public Outcome login(String name, Secret password, String source) {
    return judged(source, () -> withPassword(name, password, source));
  }

  /** The same of a key that {@link UserCredentials} made. */
  public Outcome login(Secret apiKey, String source) {
    return judged(source, () -> withKey(apiKey, source));
  }

  /** What cannot be judged, the database being away, was no guess. */
  private Outcome judged(String source, Supplier<Optional<Sessions.Opened>> judge) {
    Duration wait = budget.take(source);
    if (wait.isPositive()) {
      return new Outcome.TooMany(wait.toSeconds() + 1);
    }
    try {
      Optional<Sessions.Opened> opened = judge.get();
      if (opened.isEmpty()) {
        return new Outcome.Wrong();
      }
      budget.giveBack(source);
      return new Outcome.Welcome(opened.get());
    } catch (RuntimeException undecided) {
      budget.giveBack(source);
      throw undecided;
    }
  }

  /** An unknown name costs what a wrong password costs. */
  private Optional<Sessions.Opened> withPassword(String name, Secret password, String source) {
    boolean possible =
        name.length() <= TextRules.LONGEST_NAME
            && password.bytes().length <= LONGEST_PASSWORD_BYTES;
    if (!possible) {
      return Optional.empty();
    }
    Optional<UserCredential> credential =
        store.tenancy().userNamed(name).flatMap(u -> store.tenancy().password(u.id()));
    if (credential.isEmpty()) {
      verifiers.waste(password);
    }
    return credential.flatMap(c -> proved(c, password, source, "password"));
  }

  private Optional<Sessions.Opened> withKey(Secret apiKey, String source) {
    return ApiKey.parse(apiKey)
        .flatMap(
            key ->
                store
                    .tenancy()
                    .apiKey(key.name())
                    .flatMap(c -> proved(c, key.secret(), source, "API key " + key.name())));
  }

  private Optional<Sessions.Opened> proved(
      UserCredential credential, Secret secret, String source, String means) {
    Instant now = trail.now();
    Optional<User> user = store.tenancy().user(credential.userId());
    if (!verifiers.verify(secret, credential.verifier())) {
      user.ifPresent(u -> refusal(u, source, means).tenancy().countFailure(credential.id(), now));
      return Optional.empty();
    }
    if (user.filter(sessions::mayEnter).isEmpty() || !credential.active(now)) {
      user.ifPresent(u -> trail.note(stranger(source), u.scopeId(), REFUSED, subject(u)));
      return Optional.empty();
    }
    if (credential.failures().count() > 0) {
      store.tenancy().clearFailures(credential.id());
    }
    return Optional.of(sessions.open(user.get(), source, means));
  }

  /** Who guesses has not proved to be the user. */
  private Store refusal(User user, String source, String means) {
    return trail.recording(
        stranger(source), user.scopeId(), REFUSED, subject(user), Map.of("with", means));
  }

  private static Actor stranger(String source) {
    return new Actor(Id.PLATFORM, "", source);
  }

  private static Subject subject(User user) {
    return new Subject("user", user.id(), user.name());
  }
}
