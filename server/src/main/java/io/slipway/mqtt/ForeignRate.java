// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.time.InstantSource;

/** Counts publications outside the rights, minute by minute: stock clients send some by habit. */
final class ForeignRate {
  private static final long MINUTE_MILLIS = 60_000;

  private final int perMinute;
  private final InstantSource clock;
  private long began;
  private int count;

  ForeignRate(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Counts one more; true when it is one too many. */
  boolean exceeded() {
    long now = clock.millis();
    if (now - began >= MINUTE_MILLIS || now < began) {
      began = now;
      count = 0;
    }
    count++;
    return count > perMinute;
  }
}
