// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.time.Duration;

/**
 * The limits of a store.
 *
 * @param queueCapacity how many changes may wait; more are refused as overloaded
 * @param batchMax how many changes are committed together at most
 * @param readers how many reads run at the same time
 * @param patience how long a read waits for its turn, and any statement for a lock
 */
public record StoreSettings(int queueCapacity, int batchMax, int readers, Duration patience) {
  public static final StoreSettings DEFAULT =
      new StoreSettings(10_000, 256, 4, Duration.ofSeconds(5));

  public StoreSettings {
    if (queueCapacity < 1 || batchMax < 1 || readers < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("the limits of a store are positive");
    }
  }
}
