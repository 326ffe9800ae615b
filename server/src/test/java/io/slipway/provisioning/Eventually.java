// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what happens on other threads. */
final class Eventually {
  private static final int TRIES = 3_000;

  private Eventually() {}

  static void holds(BooleanSupplier condition) {
    for (int i = 0; i < TRIES; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
          .join();
    }
    throw new AssertionError("it did not happen in time");
  }
}
