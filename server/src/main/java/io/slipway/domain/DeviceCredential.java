// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/**
 * The login of a provisioned device at its account's broker.
 *
 * @param username {@code {clientId}-{generation}}, so that an old login never counts as a new
 *     arrival
 */
public record DeviceCredential(
    Id scopeId,
    Id requestId,
    int generation,
    String clientId,
    String username,
    String verifier,
    UserCoupling coupling,
    boolean reserveUser,
    boolean revoked,
    Instant createdOn) {
  @Override
  public String toString() {
    return "DeviceCredential[" + username + " of " + scopeId + "]";
  }
}
