// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.User;
import io.slipway.protocol.message.Secret;
import io.slipway.security.GuessBudget;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.StoreReader;
import java.time.Duration;
import java.util.Optional;

/** Lets people and programs in by name and password. */
public final class UserLogins {
  private static final int LONGEST_PASSWORD_BYTES = 1024;

  private final StoreReader store;
  private final SecretVerifiers verifiers;
  private final GuessBudget budget;

  public UserLogins(StoreReader store, SecretVerifiers verifiers, GuessBudget budget) {
    this.store = store;
    this.verifiers = verifiers;
    this.budget = budget;
  }

  /** What comes of a login. */
  public sealed interface Outcome {
    /** Name and password are right. */
    record Welcome(User user) implements Outcome {}

    /** One of them is not; nobody learns which. */
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
    Duration wait = budget.take(source);
    if (wait.isPositive()) {
      return new Outcome.TooMany(wait.toSeconds() + 1);
    }
    Optional<User> user = judge(name, password, source);
    if (user.isEmpty()) {
      return new Outcome.Wrong();
    }
    budget.giveBack(source);
    return new Outcome.Welcome(user.get());
  }

  /** What cannot be judged, the database being away, was no guess. */
  private Optional<User> judge(String name, Secret password, String source) {
    try {
      return authenticate(name, password);
    } catch (RuntimeException undecided) {
      budget.giveBack(source);
      throw undecided;
    }
  }

  /** An unknown name costs what a wrong password costs. */
  private Optional<User> authenticate(String name, Secret password) {
    boolean possible =
        name.length() <= RequestRules.LONGEST_NAME
            && password.bytes().length <= LONGEST_PASSWORD_BYTES;
    if (!possible) {
      return Optional.empty();
    }
    Optional<User> user = store.userNamed(name);
    if (user.isEmpty()) {
      verifiers.waste(password);
    }
    return user.filter(u -> verifiers.verify(password, u.passwordVerifier()));
  }
}
