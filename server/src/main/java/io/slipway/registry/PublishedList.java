// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.time.Instant;

/**
 * A list of revoked certificates as everybody may have it.
 *
 * @param authority the beginning of the id of the key that signed it
 * @param der which is not to be changed
 */
public record PublishedList(
    String authority, long number, Instant madeOn, Instant nextOn, byte[] der) {
  @Override
  public String toString() {
    return "PublishedList[" + number + " of " + authority + "]";
  }
}
