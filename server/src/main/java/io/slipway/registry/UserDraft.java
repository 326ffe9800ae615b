// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Role;
import io.slipway.domain.User;
import java.util.Set;

/** What is asked for when a user is to be made. */
public record UserDraft(String name, Set<Role> roles, User.Details details) {
  public UserDraft {
    roles = Set.copyOf(roles);
  }
}
