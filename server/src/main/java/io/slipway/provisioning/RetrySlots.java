// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Gives each device that is turned away for lack of capacity a second in which it can be served:
 * never more devices to a second than were served in one lately, and over the time that all of them
 * need, spread by their client ids.
 */
final class RetrySlots {
  private static final int LONGEST_SECONDS = 3_600;

  /** Some capacity stays for those who come for the first time. */
  private static final double SHARE = 0.8;

  /** Served in a second, as long as that was not measured. */
  private static final double ASSUMED_PACE = 100;

  private static final long WINDOW_SECONDS = Duration.ofSeconds(5).toSeconds();

  private final InstantSource clock;

  /** How many come back in each second of the next hour, by the second's remainder. */
  private final int[] expected = new int[LONGEST_SECONDS];

  private long second;
  private int waiting;
  private double pace = ASSUMED_PACE;
  private long windowBegan;
  private int servedInWindow;

  RetrySlots(InstantSource clock) {
    this.clock = clock;
    this.second = now();
    this.windowBegan = second;
  }

  /**
   * A login was decided.
   *
   * @param busy whether others wait for that: only then it shows what is possible
   */
  synchronized void served(boolean busy) {
    long passed = now() - windowBegan;
    if (!busy || passed < 0 || passed > 2 * WINDOW_SECONDS) {
      windowBegan = now();
      servedInWindow = 0;
      return;
    }
    servedInWindow++;
    if (passed >= WINDOW_SECONDS) {
      pace = (pace + (double) servedInWindow / passed) / 2;
      windowBegan += passed;
      servedInWindow = 0;
    }
  }

  /** After how many seconds, 1 to 3,600, a device that is turned away now may come back. */
  synchronized long next(String clientId) {
    forgetThePast();
    int each = Math.max(1, (int) (pace * SHARE));
    int window = Math.min(LONGEST_SECONDS - 1, waiting / each + 1);
    int preferred = 1 + Math.floorMod(mixed(clientId), window);
    int slot = preferred;
    for (int tried = 1; tried < window && at(slot) >= each; tried++) {
      slot = slot % window + 1;
    }
    if (at(slot) >= each && window == LONGEST_SECONDS - 1) {
      return LONGEST_SECONDS;
    }
    expected[index(slot)]++;
    waiting++;
    return slot;
  }

  /** Hash codes of names that are numbered follow each other. */
  private static int mixed(String clientId) {
    int hash = clientId.hashCode() * 0x9E3779B9;
    return hash ^ hash >>> 16;
  }

  private int at(int slot) {
    return expected[index(slot)];
  }

  private int index(int slot) {
    return (int) ((second + slot) % LONGEST_SECONDS);
  }

  /** Who was to come in a second that is over is expected no more. */
  private void forgetThePast() {
    long now = now();
    long steps = Math.min(LONGEST_SECONDS, Math.max(0, now - second));
    for (long step = 1; step <= steps; step++) {
      int past = (int) ((second + step) % LONGEST_SECONDS);
      waiting -= expected[past];
      expected[past] = 0;
    }
    second = now;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
