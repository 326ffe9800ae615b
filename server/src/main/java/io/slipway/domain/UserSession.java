// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * An access token that was handed out, and the refresh token that came with it.
 *
 * @param id of the access token
 * @param loginId the session that the login itself made; all that came of it by refreshing share it
 * @param refreshVerifier what the refresh token is checked against
 * @param expiresOn until when the access token holds
 * @param refreshExpiresOn until when another may be had for the refresh token
 * @param endedOn since when neither holds: refreshed, logged out or revoked
 * @param used whether anybody has come with the access token
 */
public record UserSession(
    Id id,
    Id loginId,
    Id scopeId,
    Id userId,
    String refreshVerifier,
    Instant createdOn,
    Instant expiresOn,
    Instant refreshExpiresOn,
    Optional<Instant> endedOn,
    boolean used) {

  public boolean holds(Instant at) {
    return endedOn.isEmpty() && at.isBefore(expiresOn);
  }

  public boolean refreshable(Instant at) {
    return endedOn.isEmpty() && at.isBefore(refreshExpiresOn);
  }

  @Override
  public String toString() {
    return "UserSession[" + id + " of " + userId + "]";
  }
}
