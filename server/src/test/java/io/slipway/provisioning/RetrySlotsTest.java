// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrySlotsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final RetrySlots slots = new RetrySlots(() -> now);

  @Test
  void firstOneThatIsTurnedAway_comesBackSoon() {
    assertThat(slots.next("device")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 500, 4_000})
  void tenThousand_comeBackEvenlyAndNoFasterThanTheyCanBeServed(int pace) {
    serve(pace, 120);
    Map<Long, Long> perSecond = turnAway(10_000);
    assertThat(perSecond.values()).allMatch(n -> n <= pace);
    long last = perSecond.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(last).isBetween(10_000L / pace, 10_000L * 14 / (pace * 10L) + 2);
    // Every second before the last is used, so that nobody waits in vain.
    assertThat(perSecond).hasSize((int) last);
  }

  @Test
  void slotsOfOtherMoments_addUp() {
    serve(50, 120);
    Map<Long, Long> perSecond = new TreeMap<>();
    for (int second = 0; second < 60; second++) {
      long at = second;
      turnAway(100).forEach((slot, n) -> perSecond.merge(at + slot, n, Long::sum));
      now = now.plusSeconds(1);
    }
    assertThat(perSecond.values()).allMatch(n -> n <= 50);
  }

  @Test
  void moreThanAnHour_isNotAskedOfAnybody() {
    serve(1, 120);
    assertThat(turnAway(10_000).keySet()).allMatch(slot -> slot >= 1 && slot <= 3_600);
  }

  @Test
  void timeThatPasses_freesSlots() {
    serve(100, 120);
    turnAway(10_000);
    now = now.plus(Duration.ofHours(2));
    assertThat(slots.next("device")).isEqualTo(1);
  }

  @Test
  void quietTimes_makeNobodyWaitLonger() {
    for (int i = 0; i < 600; i++) {
      now = now.plusSeconds(1);
      slots.served(false);
    }
    assertThat(turnAway(100).keySet()).allMatch(slot -> slot <= 3);
  }

  @Test
  void clockThatIsSetBack_doesNoHarm() {
    turnAway(1_000);
    now = now.minus(Duration.ofDays(1));
    assertThat(turnAway(1_000).keySet()).allMatch(slot -> slot >= 1 && slot <= 3_600);
  }

  private void serve(int perSecond, int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      IntStream.range(0, perSecond).forEach(n -> slots.served(true));
    }
  }

  private Map<Long, Long> turnAway(int devices) {
    return IntStream.range(0, devices)
        .mapToObj(i -> slots.next("device-" + i))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
