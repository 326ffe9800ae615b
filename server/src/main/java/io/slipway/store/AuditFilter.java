// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import java.time.Instant;
import java.util.Optional;

/**
 * Which audit records are wanted; what is empty does not restrict.
 *
 * @param actor the name of who did it
 * @param subjectType such as {@code provisionRequest}
 * @param subjectName the whole name of what it was done to
 * @param from the earliest time, inclusive
 * @param until the latest time, inclusive
 */
public record AuditFilter(
    Optional<String> actor,
    Optional<String> action,
    Optional<String> subjectType,
    Optional<Id> subjectId,
    Optional<String> subjectName,
    Optional<Instant> from,
    Optional<Instant> until) {
  public static final AuditFilter ALL =
      new AuditFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The same, but nothing that comes after then. */
  public AuditFilter upTo(Instant latest) {
    Instant end = until.filter(u -> u.isBefore(latest)).orElse(latest);
    return new AuditFilter(
        actor, action, subjectType, subjectId, subjectName, from, Optional.of(end));
  }
}
