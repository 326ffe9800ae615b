// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a number of clients met with.
 *
 * @param comebacks how often one had to come again, having been closed or refused
 */
record Lap(Duration took, List<Visit> visits, int comebacks, int wanted) {

  /** What came after an earlier look at the same. */
  Lap since(Lap earlier) {
    return new Lap(
        took.minus(earlier.took),
        visits.subList(earlier.visits.size(), visits.size()),
        comebacks - earlier.comebacks,
        wanted);
  }

  /** How many were turned away for good or still wait. */
  int lost() {
    return wanted - visits.size();
  }

  int flows() {
    return visits.size();
  }

  double perSecond() {
    return flows() * 1e9 / took.toNanos();
  }

  Latency latency() {
    return Latency.of(visits.stream().mapToLong(Visit::nanos));
  }

  Latency latency(Stage stage) {
    return Latency.of(
        visits.stream()
            .flatMapToLong(v -> v.nanos(stage).map(LongStream::of).orElseGet(LongStream::empty)));
  }
}
