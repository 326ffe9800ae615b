// SPDX-License-Identifier: Apache-2.0
package io.slipway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @Test
  void server_isReadyWhenAllPartsAre() {
    try (Health health = new Health(Map.of("store", () -> {}), clock)) {
      assertThat(health.report().ready()).isTrue();
      assertThat(health.report().json())
          .isEqualTo("{\"live\":true,\"ready\":true,\"checks\":{\"store\":{\"ok\":true}}}");
    }
  }

  @Test
  void warning_isToldAndLeavesTheServerReady() {
    try (Health health = new Health(Map.of("store", () -> {}), () -> List.of("soon"), clock)) {
      assertThat(health.report().ready()).isTrue();
      assertThat(health.report().json()).endsWith(",\"warnings\":[\"soon\"]}");
    }
  }

  @Test
  void failedPart_isNamedWithoutTheReasonsOfTheInside() {
    Map<String, Health.Check> checks = new LinkedHashMap<>();
    checks.put("broker", () -> {});
    checks.put(
        "store",
        () -> {
          throw new IllegalStateException("disk /dev/sda1 is full");
        });
    try (Health health = new Health(checks, clock)) {
      Health.Report report = health.report();
      assertThat(report.ready()).isFalse();
      assertThat(report.parts().get("broker")).isEmpty();
      assertThat(report.json())
          .contains("\"store\":{\"ok\":false,\"problem\":\"failed; see the log\"}")
          .doesNotContain("sda1");
    }
  }

  @Test
  void silentPart_isGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    try (Health health = new Health(Map.of("store", never::await), clock)) {
      assertThat(health.report().parts().get("store")).hasValue("no answer within 2 s");
    }
  }

  @Test
  void askingOften_asksThePartsOnce() {
    AtomicInteger asked = new AtomicInteger();
    try (Health health = new Health(Map.of("store", asked::incrementAndGet), clock)) {
      health.report();
      health.report();
      assertThat(asked).hasValue(1);
    }
  }
}
