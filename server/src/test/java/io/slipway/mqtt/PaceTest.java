// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void quietTimes_sayNothing() {
    work(1000, Duration.ofMillis(10), false);
    assertThat(pace.perSecond()).isEmpty();
  }

  @Test
  void busyTimes_tellWhatIsPossible() {
    work(1000, Duration.ofMillis(2), true);
    assertThat(pace.perSecond().orElseThrow()).isCloseTo(500, within(5.0));
  }

  @Test
  void newPace_isLearntWithinSeconds() {
    work(1000, Duration.ofMillis(100), true);
    work(2000, Duration.ofMillis(2), true);
    assertThat(pace.perSecond().orElseThrow()).isCloseTo(500, within(15.0));
  }

  @Test
  void pauseBetweenBusyTimes_isNotSlowness() {
    work(1000, Duration.ofMillis(2), true);
    work(1, Duration.ofMinutes(10), false);
    work(600, Duration.ofMillis(2), true);
    assertThat(pace.perSecond().orElseThrow()).isCloseTo(500, within(5.0));
  }

  @Test
  void clockThatIsSetBack_doesNoHarm() {
    work(1000, Duration.ofMillis(2), true);
    now = now.minus(Duration.ofHours(1));
    work(1000, Duration.ofMillis(2), true);
    assertThat(pace.perSecond().orElseThrow()).isCloseTo(500, within(5.0));
  }

  private void work(int times, Duration each, boolean more) {
    for (int i = 0; i < times; i++) {
      now = now.plus(each);
      pace.done(now, more);
    }
  }
}
