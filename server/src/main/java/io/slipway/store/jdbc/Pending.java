// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A change whose caller waits for what becomes of it. */
final class Pending {
  final Change change;
  // Confined to the committer's thread.
  private int triesLeft;
  // Confined to the committer's thread until it is settled.
  RuntimeException refusal;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();

  /**
   * @param tries how often it is tried while the database is away
   */
  Pending(Change change, int tries) {
    this.change = change;
    this.triesLeft = tries;
  }

  boolean settled() {
    return outcome.isDone();
  }

  /** It could not be tried: it waits where the database is away, unless it has done so enough. */
  void giveBack(RuntimeException reason, boolean away) {
    triesLeft--;
    if (!away || triesLeft <= 0) {
      fail(reason);
    }
  }

  /** Tells what was decided, now that the decision is durable. */
  void settle() {
    if (refusal == null) {
      outcome.complete(null);
    } else {
      outcome.completeExceptionally(refusal);
    }
  }

  void fail(RuntimeException reason) {
    outcome.completeExceptionally(reason);
  }

  /** Waits also through an interrupt: the change may become durable all the same. */
  void await() {
    try {
      outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw e;
    }
  }
}
