// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/** Who made and who last changed an entity, and how often it was changed ({@code optlock}). */
public record Audit(
    Instant createdOn, Id createdBy, Instant modifiedOn, Id modifiedBy, int optlock) {

  public static Audit created(Instant now, Id by) {
    return new Audit(now, by, now, by, 1);
  }

  public Audit modified(Instant now, Id by) {
    return new Audit(createdOn, createdBy, now, by, optlock + 1);
  }
}
