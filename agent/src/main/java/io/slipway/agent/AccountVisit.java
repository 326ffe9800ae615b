// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.io.IOException;
import java.util.Optional;

/** How the device finds out whether its account's broker accepts it, and works there. */
@FunctionalInterface
interface AccountVisit {

  /**
   * Makes the configuration that is wanted take effect, and stays as long as it holds.
   *
   * @param acceptance told when the broker has let the device in
   * @return how it ended, or empty where the agent is to stop
   */
  Optional<Outcome> make(AccountBrokerVisit.Acceptance acceptance) throws IOException;
}
