// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.Optional;

/**
 * Which users are wanted; what is empty does not restrict.
 *
 * @param matchTerm the beginning of a name
 */
public record UserFilter(Optional<String> name, Optional<String> matchTerm) {
  public static final UserFilter ALL = new UserFilter(Optional.empty(), Optional.empty());
}
