// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does: looks often, and gives up only after long. */
public final class Patience {
  /** What takes longer than this, on however slow a machine, does not come at all. */
  public static final Duration LIMIT = Duration.ofSeconds(120);

  private static final long LOOK_EVERY_MILLIS = 20;

  private Patience() {}

  /** The end of waiting for something that takes many looks of different kinds. */
  public record Deadline(String what, long nanos) {
    /** Fails when it has passed. */
    public void check() {
      if (System.nanoTime() - nanos > 0) {
        throw new AssertionError("in time there was not: " + what);
      }
    }
  }

  public static Deadline within(String what, Duration limit) {
    return new Deadline(what, System.nanoTime() + limit.toNanos());
  }

  /** Looks until there is something. */
  public static <T> T await(String what, Supplier<Optional<T>> look) {
    return await(what, LIMIT, look);
  }

  /** Looks until there is something. */
  public static <T> T await(String what, Duration limit, Supplier<Optional<T>> look) {
    long end = System.nanoTime() + limit.toNanos();
    Optional<T> seen = look.get();
    while (seen.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("in " + limit.toSeconds() + " s there was not: " + what);
      }
      pause(LOOK_EVERY_MILLIS);
      seen = look.get();
    }
    return seen.get();
  }

  /** Looks until it is so. */
  public static void until(String what, BooleanSupplier condition) {
    await(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  private static void pause(long millis) {
    try {
      if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts this down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
