// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPausesTest {

  @Test
  void pause_doublesFromSecondsToAnHour() {
    assertThat(RetryPauses.after(1, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(RetryPauses.after(2, 0)).isEqualTo(Duration.ofSeconds(4));
    assertThat(RetryPauses.after(11, 0)).isEqualTo(Duration.ofSeconds(2_048));
    assertThat(RetryPauses.after(12, 0)).isEqualTo(Duration.ofHours(1));
    assertThat(RetryPauses.after(1_000_000, 0)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void pause_isShorterByChance_butNeverByMoreThanAQuarter() {
    assertThat(RetryPauses.after(3, 1)).isEqualTo(Duration.ofSeconds(6));
    assertThat(RetryPauses.after(50, 0.5)).isEqualTo(Duration.ofMinutes(60 - 7).minusSeconds(30));
  }
}
