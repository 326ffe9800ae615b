// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.Optional;

/**
 * Which accounts are wanted; what is empty does not restrict.
 *
 * @param matchTerm the beginning of a name
 * @param recursive whether those below the children count too
 */
public record AccountFilter(Optional<String> name, Optional<String> matchTerm, boolean recursive) {
  public static final AccountFilter ALL =
      new AccountFilter(Optional.empty(), Optional.empty(), false);
}
