// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Optional;

/**
 * The device's own key while it is being provisioned. Keys are named by their hash.
 *
 * @param made the one that a certificate is asked for with
 * @param certified the one that a certificate has come for last; it goes with the configuration
 *     that comes next
 */
public record OwnKey(Optional<String> made, Optional<String> certified) {
  static final OwnKey NONE = new OwnKey(Optional.empty(), Optional.empty());

  OwnKey asking(Optional<String> key) {
    return new OwnKey(key, certified);
  }

  OwnKey answered() {
    return new OwnKey(made, made);
  }
}
