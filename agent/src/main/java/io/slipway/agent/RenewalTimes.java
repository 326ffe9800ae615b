// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.time.Duration;
import java.time.Instant;

/** When a certificate is renewed. Pure. */
final class RenewalTimes {
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 9;
  private static final double SPREAD = 0.05;
  private static final double JITTER = 0.5;

  private RenewalTimes() {}

  /**
   * At two thirds of its life, and up to a twentieth of that later, so that devices that were
   * provisioned together do not all come at once.
   *
   * @param chance from 0 to 1
   */
  static Instant due(Instant validFrom, Instant validTo, double chance) {
    Duration life = Duration.between(validFrom, validTo);
    long spread = (long) (life.toMillis() * SPREAD * chance);
    return validFrom.plus(life.multipliedBy(2).dividedBy(3)).plusMillis(spread);
  }

  /** How long nothing is renewed after that, whatever the clock says. */
  static Duration rest(Instant validFrom, Instant validTo) {
    return Duration.between(validFrom, validTo).dividedBy(20);
  }

  /**
   * How long to wait after it failed.
   *
   * @param failures in a row, this one among them
   * @param advice of the server, zero for none
   * @param chance from 0 to 1
   */
  static Duration pause(int failures, Duration advice, double chance) {
    int doublings = Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
    Duration own = FIRST_PAUSE.multipliedBy(1L << doublings);
    Duration bounded = own.compareTo(LONGEST_PAUSE) < 0 ? own : LONGEST_PAUSE;
    Duration pause = advice.isZero() ? bounded : advice;
    return pause.plusMillis((long) (pause.toMillis() * JITTER * chance));
  }
}
