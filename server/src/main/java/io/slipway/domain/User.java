// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A person or program that may use REST, CLI and console on behalf of an account. */
public record User(Id id, Id scopeId, String name, Set<Role> roles, Details details, Audit audit) {

  /**
   * What else is known of a user.
   *
   * @param enabled whether the user is let in at all
   * @param expiresOn from when on no longer
   */
  public record Details(
      boolean enabled,
      Optional<String> displayName,
      Optional<String> description,
      Optional<String> email,
      Optional<String> phoneNumber,
      Optional<Instant> expiresOn) {
    public static final Details ENABLED =
        new Details(
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  public User {
    roles = Set.copyOf(roles);
  }

  public User with(Set<Role> otherRoles, Details changed, Audit changedBy) {
    return new User(id, scopeId, name, otherRoles, changed, changedBy);
  }

  public boolean may(Right right) {
    return roles.stream().anyMatch(r -> r.rights().contains(right));
  }

  /** Whether the user is let in. */
  public boolean active(Instant at) {
    return details.enabled() && details.expiresOn().filter(e -> !at.isBefore(e)).isEmpty();
  }
}
