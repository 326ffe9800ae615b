// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/**
 * The list of revoked certificates that an authority has signed last.
 *
 * @param authority the id of its key
 * @param scopeId the account that it belongs to
 * @param number rises with each list
 * @param nextOn when there will be another at the latest
 * @param revoked how many certificates of the account had been revoked when it was made, whether or
 *     not it still names them; that number only rises
 * @param content its DER in base64
 */
public record RevocationList(
    String authority,
    Id scopeId,
    long number,
    Instant madeOn,
    Instant nextOn,
    long revoked,
    String content) {
  @Override
  public String toString() {
    return "RevocationList[" + number + " of " + authority + "]";
  }
}
