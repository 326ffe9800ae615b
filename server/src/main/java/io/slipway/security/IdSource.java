// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that rise with time: 41 bits of milliseconds since 2025, 10 bits of the node, 12 bits
 * that count. A clock that goes back never makes an id come twice.
 */
public final class IdSource {
  private static final long EPOCH = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final int NODE_BITS = 10;
  private static final int COUNTER_BITS = 12;

  private final Clock clock;
  private volatile int node;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param node 0 to 1023, unique among the nodes that share a database
   */
  public IdSource(Clock clock, int node) {
    this.clock = clock;
    this.node = valid(node);
  }

  /** The node has another number from now on. */
  public void renumber(int other) {
    node = valid(other);
  }

  public int node() {
    return node;
  }

  private static int valid(int node) {
    if (node < 0 || node >= 1 << NODE_BITS) {
      throw new IllegalArgumentException("a node's number is 0 to 1023");
    }
    return node;
  }

  public Id next() {
    long now = Math.max(1, clock.millis() - EPOCH) << COUNTER_BITS;
    long tick = last.updateAndGet(before -> Math.max(before + 1, now));
    long millis = tick >>> COUNTER_BITS;
    long counter = tick & (1 << COUNTER_BITS) - 1;
    return new Id((millis << NODE_BITS | node) << COUNTER_BITS | counter);
  }
}
