// SPDX-License-Identifier: Apache-2.0
package io.slipway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void scrape_isPrometheusText() {
    try (Metrics metrics = new Metrics("1.2.3")) {
      metrics.gauge("slipway.connections", "Open connections.", () -> 7);
      assertThat(metrics.scrape())
          .contains("slipway_build{version=\"1.2.3\"} 1.0")
          .contains("# HELP slipway_connections Open connections.")
          .contains("slipway_connections 7.0")
          .contains("jvm_memory_used_bytes");
    }
  }
}
