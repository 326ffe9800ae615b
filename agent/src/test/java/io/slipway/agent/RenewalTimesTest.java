// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RenewalTimesTest {
  private static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");

  @Test
  void renewal_isDueAtTwoThirdsOfTheLifeAndALittleLater() {
    Instant end = BEGIN.plus(Duration.ofDays(300));
    assertThat(RenewalTimes.due(BEGIN, end, 0)).isEqualTo(BEGIN.plus(Duration.ofDays(200)));
    assertThat(RenewalTimes.due(BEGIN, end, 1)).isEqualTo(BEGIN.plus(Duration.ofDays(215)));
  }

  @Test
  void pause_doublesUpToSixHoursAndHalfMore() {
    assertThat(RenewalTimes.pause(1, Duration.ZERO, 0)).isEqualTo(Duration.ofMinutes(1));
    assertThat(RenewalTimes.pause(3, Duration.ZERO, 0)).isEqualTo(Duration.ofMinutes(4));
    assertThat(RenewalTimes.pause(1_000, Duration.ZERO, 0)).isEqualTo(Duration.ofHours(6));
    assertThat(RenewalTimes.pause(1_000, Duration.ZERO, 1)).isEqualTo(Duration.ofHours(9));
  }

  @Test
  void advice_isFollowed() {
    assertThat(RenewalTimes.pause(1_000, Duration.ofMinutes(15), 0))
        .isEqualTo(Duration.ofMinutes(15));
    assertThat(RenewalTimes.pause(1, Duration.ofMinutes(15), 1))
        .isEqualTo(Duration.ofSeconds(1_350));
  }
}
