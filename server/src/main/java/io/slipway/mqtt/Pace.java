// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How fast work gets done, measured only while there is more of it than can be done: what happens
 * in quiet times says nothing about what is possible. Not safe for several threads at once.
 */
final class Pace {
  private static final Duration WINDOW = Duration.ofMillis(500);
  private static final double MILLIS_PER_SECOND = 1000;

  private Instant since = Instant.EPOCH;
  private boolean measuring;
  private int done;
  private OptionalDouble perSecond = OptionalDouble.empty();

  /** One piece of work is done; {@code more} waits. */
  void done(Instant now, boolean more) {
    if (!more) {
      measuring = false;
    } else if (!measuring || now.isBefore(since)) {
      measuring = true;
      begin(now);
    } else {
      done++;
      Duration passed = Duration.between(since, now);
      if (passed.compareTo(WINDOW) >= 0) {
        learn(done * MILLIS_PER_SECOND / passed.toMillis());
        begin(now);
      }
    }
  }

  private void begin(Instant now) {
    since = now;
    done = 0;
  }

  private void learn(double measured) {
    perSecond = OptionalDouble.of((perSecond.orElse(measured) + measured) / 2);
  }

  /** Empty until there was too much to do for the first time. */
  OptionalDouble perSecond() {
    return perSecond;
  }
}
