// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class GuessBudgetTest {
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");
  private final GuessBudget budget = new GuessBudget(new Hand());

  @Test
  void address_hasTwentyGuessesAndThenOneEveryThreeSeconds() {
    for (int i = 0; i < 20; i++) {
      assertThat(budget.take("a")).isZero();
    }
    assertThat(budget.take("a")).isEqualTo(Duration.ofSeconds(3));
    assertThat(budget.take("a")).isEqualTo(Duration.ofSeconds(3));
    now = now.plus(Duration.ofSeconds(3));
    assertThat(budget.take("a")).isZero();
    assertThat(budget.take("a")).isPositive();
  }

  @Test
  void address_getsItsGuessesBackWithTime() {
    for (int i = 0; i < 100; i++) {
      budget.take("a");
    }
    now = now.plus(Duration.ofMinutes(2));
    for (int i = 0; i < 20; i++) {
      assertThat(budget.take("a")).isZero();
    }
    assertThat(budget.take("a")).isPositive();
  }

  @Test
  void rightLogin_costsNothing() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.take("a")).isZero();
      budget.giveBack("a");
    }
  }

  @Test
  void clockThatGoesBack_makesNoDebts() {
    budget.take("a");
    budget.giveBack("a");
    now = now.minus(Duration.ofMinutes(15));
    for (int i = 0; i < 20; i++) {
      assertThat(budget.take("a")).isZero();
    }
    assertThat(budget.take("a")).isPositive();
  }

  @Test
  void clockThatGoesBackAMinute_turnsNobodyAwayWhoWasRight() {
    budget.take("a");
    budget.giveBack("a");
    now = now.minus(Duration.ofSeconds(66));
    assertThat(budget.take("a")).isZero();
  }

  @Test
  void rightLogin_doesNotPayForWrongOnes() {
    for (int i = 0; i < 19; i++) {
      budget.take("a");
    }
    budget.take("a");
    budget.giveBack("a");
    assertThat(budget.take("a")).isZero();
    assertThat(budget.take("a")).isPositive();
  }

  @Test
  void address_doesNotPayForOthers() {
    for (int i = 0; i < 100; i++) {
      budget.take("a");
    }
    assertThat(budget.take("b")).isZero();
  }

  @Test
  void chargeOverTheBudget_growsUntilItsLimitAndIsWorkedOff() {
    for (int i = 0; i < 20; i++) {
      assertThat(budget.charge("a")).isZero();
    }
    assertThat(budget.charge("a")).isEqualTo(Duration.ofSeconds(3));
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.charge("a")).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
    assertThat(budget.take("b")).isZero();
    now = now.plus(Duration.ofSeconds(13));
    assertThat(budget.take("a")).isZero();
  }

  private final class Hand extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
