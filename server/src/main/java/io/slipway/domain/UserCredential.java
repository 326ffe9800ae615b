// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What a user proves himself with.
 *
 * @param key the part of an API key that is no secret and finds it; empty for a password
 * @param verifier what the secret is checked against
 * @param expiresOn from when on it is refused
 */
public record UserCredential(
    Id id,
    Id scopeId,
    Id userId,
    Type type,
    String key,
    String verifier,
    boolean enabled,
    Optional<Instant> expiresOn,
    Failures failures,
    Audit audit) {

  /** Of which kind it is. */
  public enum Type {
    PASSWORD,
    API_KEY
  }

  /** How often it was tried in vain since it last was right, and when first. */
  public record Failures(int count, Optional<Instant> first) {
    public static final Failures NONE = new Failures(0, Optional.empty());
  }

  /** Whether it counts. */
  public boolean active(Instant at) {
    return enabled && expiresOn.filter(e -> !at.isBefore(e)).isEmpty();
  }

  public UserCredential with(boolean nowEnabled, Optional<Instant> nowExpiresOn, Audit changedBy) {
    return new UserCredential(
        id, scopeId, userId, type, key, verifier, nowEnabled, nowExpiresOn, failures, changedBy);
  }

  public UserCredential withVerifier(String another, Audit changedBy) {
    return new UserCredential(
        id, scopeId, userId, type, key, another, enabled, expiresOn, Failures.NONE, changedBy);
  }

  public UserCredential withFailures(Failures counted) {
    return new UserCredential(
        id, scopeId, userId, type, key, verifier, enabled, expiresOn, counted, audit);
  }

  @Override
  public String toString() {
    return "UserCredential[" + type + " " + id + " of " + userId + "]";
  }
}
