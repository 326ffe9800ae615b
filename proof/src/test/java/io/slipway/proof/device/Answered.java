// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.proof.world.Patience;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Awaits what a broker answers. Where a connection ends at the same moment, a client may not tell.
 */
final class Answered {
  private Answered() {}

  /**
   * Whether it was granted.
   *
   * @param refusal what the client throws where the broker refuses
   */
  static boolean granted(
      CompletableFuture<?> answer,
      BooleanSupplier connected,
      Class<? extends Exception> refusal,
      String what) {
    return Patience.await("an answer to " + what, () -> granted(answer, connected, refusal));
  }

  private static Optional<Boolean> granted(
      CompletableFuture<?> answer, BooleanSupplier connected, Class<? extends Exception> refusal) {
    boolean there = connected.getAsBoolean();
    if (!answer.isDone()) {
      if (!there) {
        throw new DisconnectedException("nothing was answered");
      }
      return Optional.empty();
    }
    try {
      answer.join();
      return Optional.of(true);
    } catch (CompletionException failed) {
      if (refusal.isInstance(failed.getCause())) {
        return Optional.of(false);
      }
      throw new DisconnectedException(failed);
    }
  }
}
