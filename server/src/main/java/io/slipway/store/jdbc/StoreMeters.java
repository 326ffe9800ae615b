// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.Collection;

/** What is measured of the store's writes. */
final class StoreMeters {
  private final MeterRegistry registry;
  private final DistributionSummary batches;
  private final Timer commits;
  private final Counter failures;
  private final Counter refusals;

  StoreMeters(MeterRegistry registry) {
    this.registry = registry;
    batches =
        DistributionSummary.builder("slipway.store.batch")
            .description("Changes that were committed together")
            .register(registry);
    commits =
        Timer.builder("slipway.store.commit")
            .description("Time from the first statement of a commit until it is durable")
            .register(registry);
    failures =
        Counter.builder("slipway.store.failures")
            .description("Commits that the database could not do")
            .register(registry);
    refusals =
        Counter.builder("slipway.store.overloaded")
            .description("Changes that were refused because too many waited")
            .register(registry);
  }

  /** A transaction. */
  interface Transaction {
    void run() throws SQLException;
  }

  void watch(Collection<?> queue) {
    Gauge.builder("slipway.store.queue", queue, Collection::size)
        .description("Changes that wait for the database")
        .register(registry);
  }

  void commit(int changes, Transaction transaction) throws SQLException {
    Timer.Sample sample = Timer.start(registry);
    boolean done = false;
    try {
      transaction.run();
      done = true;
    } finally {
      if (!done) {
        failures.increment();
      }
    }
    sample.stop(commits);
    batches.record(changes);
  }

  void refused() {
    refusals.increment();
  }
}
