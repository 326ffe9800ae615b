// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Optional;

/**
 * What programs on the device have been handed.
 *
 * @param outfit the one that they were last told to make take effect
 * @param settled whether they have done so; where not, they must be told again
 * @param certified whether there may be a certificate among it, to be taken away from them when one
 *     without takes effect
 */
public record InForce(Optional<Outfit> outfit, boolean settled, boolean certified) {
  static final InForce NOTHING = new InForce(Optional.empty(), true, false);

  InForce begun(Optional<Outfit> next) {
    return new InForce(next, false, certified || hasKey(next));
  }

  InForce done() {
    return new InForce(outfit, true, hasKey(outfit));
  }

  private static boolean hasKey(Optional<Outfit> outfit) {
    return outfit.flatMap(Outfit::key).isPresent();
  }
}
