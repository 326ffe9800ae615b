// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.domain.UserCredential.Type;
import io.slipway.protocol.message.Secret;
import io.slipway.security.IdSource;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.DuplicateException;
import io.slipway.store.Store;
import io.slipway.store.Tenancy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is done to the passwords and API keys of users. */
public final class UserCredentials {
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD_BYTES = 1024;

  private final Store store;
  private final SecretVerifiers verifiers;
  private final SecretGenerator generator;
  private final IdSource ids;
  private final AuditTrail trail;

  public UserCredentials(
      Store store,
      SecretVerifiers verifiers,
      SecretGenerator generator,
      IdSource ids,
      AuditTrail trail) {
    this.store = store;
    this.verifiers = verifiers;
    this.generator = generator;
    this.ids = ids;
    this.trail = trail;
  }

  /** A credential that was just made; the API key is shown now and never again. */
  public record Created(UserCredential credential, Optional<Secret> apiKey) {}

  /** Whether it counts, and how long. */
  public record Terms(boolean enabled, Optional<Instant> expiresOn) {}

  /** Gives a user the password that was chosen for him. */
  public UserCredential createPassword(User user, Actor by, Secret password, Terms terms) {
    check("/credentialKey", password);
    UserCredential credential =
        credential(user, by, Type.PASSWORD, "", verifiers.ofChosen(password), terms);
    Tenancy tenancy = recording(by, credential, user.name(), "created").tenancy();
    created(user, () -> tenancy.create(credential));
    return credential;
  }

  /** Gives a user another API key. */
  public Created createKey(User user, Actor by, Terms terms) {
    ApiKey key = ApiKey.random(generator);
    String verifier = verifiers.ofGenerated(key.secret());
    UserCredential credential = credential(user, by, Type.API_KEY, key.name(), verifier, terms);
    Tenancy tenancy = recording(by, credential, user.name(), "created").tenancy();
    created(user, () -> tenancy.create(credential));
    return new Created(credential, Optional.of(key.text()));
  }

  private UserCredential credential(
      User user, Actor by, Type type, String key, String verifier, Terms terms) {
    return new UserCredential(
        ids.next(),
        user.scopeId(),
        user.id(),
        type,
        key,
        verifier,
        terms.enabled(),
        terms.expiresOn(),
        UserCredential.Failures.NONE,
        Audit.created(trail.now(), by.id()));
  }

  /**
   * Changes whether a credential counts.
   *
   * @param optlock of what the change was decided on
   */
  public UserCredential edit(UserCredential credential, Actor by, int optlock, Terms terms) {
    if (optlock != credential.audit().optlock()) {
      throw RefusedException.stale();
    }
    if (credential.userId().equals(by.id()) && !terms.enabled()) {
      throw RefusedException.conflict(
          "nobody can lock himself out: let another administrator do it");
    }
    UserCredential edited =
        credential.with(
            terms.enabled(), terms.expiresOn(), credential.audit().modified(trail.now(), by.id()));
    Tenancy tenancy = recording(by, edited, "changed").tenancy();
    RefusedException.unlessStale(
        () -> {
          if (terms.enabled()) {
            tenancy.update(edited);
          } else {
            tenancy.update(edited, ending(edited.userId(), Optional.empty()));
          }
        });
    return edited;
  }

  /**
   * Gives a user another password, and ends his sessions.
   *
   * @param exceptLogin the login that he does it in himself, which goes on
   */
  public UserCredential resetPassword(
      User user, Actor by, Secret password, Optional<Id> exceptLogin) {
    check("/newPassword", password);
    String verifier = verifiers.ofChosen(password);
    Optional<UserCredential> known = store.tenancy().password(user.id());
    UserCredential changed =
        known
            .map(k -> k.withVerifier(verifier, k.audit().modified(trail.now(), by.id())))
            .orElseGet(
                () ->
                    credential(
                        user, by, Type.PASSWORD, "", verifier, new Terms(true, Optional.empty())));
    Tenancy.Ending sessions = ending(user.id(), exceptLogin);
    if (known.isPresent()) {
      Tenancy tenancy = recording(by, changed, "passwordReset").tenancy();
      RefusedException.unlessStale(() -> tenancy.update(changed, sessions));
    } else {
      Tenancy tenancy = recording(by, changed, user.name(), "created").tenancy();
      created(user, () -> tenancy.create(changed, sessions));
    }
    return changed;
  }

  public void unlock(UserCredential credential, Actor by) {
    recording(by, credential, "unlocked").tenancy().clearFailures(credential.id());
  }

  /** Deletes a credential, and ends the sessions of its user. */
  public void delete(UserCredential credential, Actor by) {
    if (credential.userId().equals(by.id()) && credential.type() == Type.PASSWORD) {
      throw RefusedException.conflict(
          "nobody can lock himself out: let another administrator do it");
    }
    Tenancy tenancy = recording(by, credential, "deleted").tenancy();
    RefusedException.unlessStale(
        () -> tenancy.delete(credential, ending(credential.userId(), Optional.empty())));
  }

  private static void created(User user, Runnable write) {
    try {
      write.run();
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(
          "user " + user.name() + " has a password already: reset it instead");
    }
  }

  private Tenancy.Ending ending(Id userId, Optional<Id> exceptLogin) {
    return new Tenancy.Ending(userId, exceptLogin, trail.now());
  }

  private static void check(String field, Secret password) {
    int length = password.reveal().codePointCount(0, password.reveal().length());
    if (length < SHORTEST_PASSWORD || password.bytes().length > LONGEST_PASSWORD_BYTES) {
      throw RefusedException.invalid(
          field, "must be at least 12 characters and at most 1024 bytes long");
    }
  }

  private Store recording(Actor by, UserCredential credential, String action) {
    String owner = store.tenancy().user(credential.userId()).map(User::name).orElse("");
    return recording(by, credential, owner, action);
  }

  private Store recording(Actor by, UserCredential credential, String owner, String action) {
    String name = credential.key().isEmpty() ? owner : owner + " " + credential.key();
    return trail.recording(
        by,
        credential.scopeId(),
        action,
        new Subject("credential", credential.id(), name),
        Map.of("type", credential.type().name()));
  }
}
