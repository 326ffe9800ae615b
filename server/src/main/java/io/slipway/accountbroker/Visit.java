// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import io.slipway.registry.AdmittedDevice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** One connection of a device; what it does is recorded one after the other, in its order. */
final class Visit {
  private final AdmittedDevice device;
  private final Optional<byte[]> lastWill;
  private CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);

  /**
   * @param lastWill what the broker says for the device when it is lost
   */
  Visit(AdmittedDevice device, Optional<byte[]> lastWill) {
    this.device = device;
    this.lastWill = lastWill;
  }

  AdmittedDevice device() {
    return device;
  }

  Optional<byte[]> lastWill() {
    return lastWill;
  }

  /** The client id within the broker, unique over all accounts. */
  String uniqueId() {
    return device.scopeId() + ":" + device.clientId();
  }

  /** Runs a task on one of the threads after those that were given before. */
  synchronized void then(Executor threads, Runnable task) {
    recorded = recorded.handleAsync((before, failed) -> run(task), threads);
  }

  private static Void run(Runnable task) {
    task.run();
    return null;
  }
}
