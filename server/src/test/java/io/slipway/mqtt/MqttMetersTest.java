// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MqttMetersTest {

  @Test
  void gauge_outlivesGarbageCollections() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AtomicInteger open = new AtomicInteger(3);
    new MqttMeters(registry).gauge("slipway.mqtt.open", "Open doors", () -> open.get());
    System.gc();
    assertThat(registry.get("slipway.mqtt.open").gauge().value()).isEqualTo(3);
  }
}
