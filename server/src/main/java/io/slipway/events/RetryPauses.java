// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import java.time.Duration;

/** How long what was not taken waits before it is tried again. */
final class RetryPauses {
  /** What has failed for so long is given up. */
  static final Duration PATIENCE = Duration.ofDays(3);

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 12;

  private RetryPauses() {}

  /**
   * Twice as long after each try, up to an hour; by chance up to a quarter less, so that what
   * failed together does not come together again.
   *
   * @param tries that have failed, from 1
   * @param chance 0 to 1
   */
  static Duration after(int tries, double chance) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(tries - 1, DOUBLINGS_MAX));
    Duration whole = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return whole.minusMillis(Math.round(whole.toMillis() * chance / 4));
  }
}
