// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.time.Duration;

/**
 * What happens to the next piece of data that goes through a relay.
 *
 * @param lasting how long it is held back, or how long nothing is heard before the end
 */
record Trouble(Kind kind, Duration lasting) {
  enum Kind {
    /** It comes late. */
    DELAYED,
    /** It never comes, nor does anything after it; much later the connection ends. */
    LOST,
    /** The connection ends in the middle of it. */
    CUT_WITHIN,
    /** It comes twice; the next publication at QoS 1 on a relay that reads packets. */
    DOUBLED
  }
}
