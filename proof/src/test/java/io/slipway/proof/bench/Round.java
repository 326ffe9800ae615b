// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.util.Locale;
import java.util.Optional;

/** What one round gave: what the clients met with, and what it cost. */
record Round(Lap lap, Usage server, Optional<Usage> database) {

  /** Of the server, in milliseconds for each flow. */
  double cpu() {
    return (double) server.cpuMillis() / lap.flows();
  }

  double databaseCpu() {
    return database.map(d -> (double) d.cpuMillis() / lap.flows()).orElse(0.0);
  }

  double switches() {
    return (double) server.switches() / lap.flows();
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%6d in %5.1f s: %5.0f/s, CPU %.3f ms, p50 %.1f ms, p99 %.1f ms, %d MiB, %.1f waits"
            + ", %d came again, %d lost",
        lap.flows(),
        lap.took().toNanos() / 1e9,
        lap.perSecond(),
        cpu(),
        lap.latency().p50(),
        lap.latency().p99(),
        server.residentKiB() / 1024,
        switches(),
        lap.comebacks(),
        lap.lost());
  }
}
