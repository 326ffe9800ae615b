// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-12-24, 2026-12-24T00:00:00Z",
    "2026-12-24T08:00:00Z, 2026-12-24T08:00:00Z",
    "2026-12-24T08:00:00+01:00, 2026-12-24T07:00:00Z",
    "+30m, 2026-11-24T10:30:00Z",
    "+12h, 2026-11-24T22:00:00Z",
    "+30d, 2026-12-24T10:00:00Z"
  })
  void moment_isUnderstood(String text, Instant meant) {
    assertThat(Moment.parse(text).after(NOW)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "30d", "+30y", "2026-13-01", "24.12.2026"})
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Moment.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is no time such as");
  }

  @Test
  void longTime_isNoOverflow() {
    assertThat(Moment.parse("+999999d").after(NOW)).isAfter(NOW);
  }
}
