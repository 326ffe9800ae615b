// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of deliveries. */
final class WebhookMeters {
  private final Counter delivered;
  private final Counter failed;
  private final AtomicLong waiting = new AtomicLong();

  WebhookMeters(MeterRegistry registry) {
    this.delivered =
        Counter.builder("slipway.webhooks.delivered")
            .description("Events that webhooks have taken")
            .register(registry);
    this.failed =
        Counter.builder("slipway.webhooks.failed")
            .description("Deliveries to webhooks that failed, and are tried again")
            .register(registry);
    Gauge.builder("slipway.webhooks.waiting", waiting::get)
        .description("Events that wait for webhooks, of all nodes")
        .strongReference(true)
        .register(registry);
  }

  void delivered(int count) {
    delivered.increment(count);
  }

  void failed(int count) {
    failed.increment(count);
  }

  void waiting(long count) {
    waiting.set(count);
  }
}
