// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.util.stream.LongStream;

/** How long was waited, in milliseconds; of nothing, zero. */
record Latency(double p50, double p99, double max) {
  private static final double NANOS = 1e6;

  static Latency of(LongStream nanos) {
    long[] sorted = nanos.sorted().toArray();
    return new Latency(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    int index = Math.max(0, (int) Math.ceil(share * sorted.length) - 1);
    return sorted.length == 0 ? 0 : sorted[index] / NANOS;
  }
}
