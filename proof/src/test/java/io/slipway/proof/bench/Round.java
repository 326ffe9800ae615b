// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * What one round gave.
 *
 * @param latencies of each flow, in nanoseconds and in order
 */
record Round(Duration took, long[] latencies, Duration serverCpu, Duration ownCpu, Usage after) {
  private static final double MILLIS = 1e6;

  String text() {
    int flows = latencies.length;
    return String.format(
        Locale.ROOT,
        "%d flows in %.1f s: %.0f/s, p50 %.0f ms, p99 %.0f ms, max %.0f ms;"
            + " CPU per flow: server %.2f ms, devices %.2f ms; server resident %d MiB",
        flows,
        took.toNanos() / 1e9,
        flows / (took.toNanos() / 1e9),
        at(0.5),
        at(0.99),
        at(1),
        (double) serverCpu.toMillis() / flows,
        (double) ownCpu.toMillis() / flows,
        after.residentKiB() / 1024);
  }

  private double at(double share) {
    int index = (int) Math.ceil(share * latencies.length) - 1;
    return latencies[Math.max(0, index)] / MILLIS;
  }
}
