// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How many wrong guesses may come from one source: some at once, then one in a while. */
public final class GuessBudget {
  private static final int AT_ONCE = 20;
  private static final Duration EACH = Duration.ofSeconds(3);

  /** However much was guessed, after this much time there is a guess again. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final int MOST_SOURCES = 50_000;

  private final Duration each;
  private final Duration credit;
  private final Clock clock;

  /** When what a source has taken is worked off. */
  private final Cache<String, Instant> debts =
      Caffeine.newBuilder().maximumSize(MOST_SOURCES).build();

  /** Twenty guesses at once, then one every three seconds. */
  public GuessBudget(Clock clock) {
    this(AT_ONCE, EACH, clock);
  }

  GuessBudget(int atOnce, Duration each, Clock clock) {
    this.each = each;
    this.credit = each.multipliedBy(atOnce);
    this.clock = clock;
  }

  /** Takes one guess, before it is judged; zero, or how long there is none to be had. */
  public Duration take(String source) {
    Duration over = charge(source);
    if (over.isPositive()) {
      giveBack(source);
    }
    return over;
  }

  /** Undoes {@link #take} where the guess was right. */
  public void giveBack(String source) {
    Instant now = clock.instant();
    debts.asMap().computeIfPresent(source, (s, debt) -> owed(debt.minus(each), now));
  }

  /** Nothing is kept of what is worked off: to a clock that goes back it would be a debt again. */
  private static Instant owed(Instant debt, Instant now) {
    return debt.isAfter(now) ? debt : null;
  }

  /** Takes one guess, also where there is none left; zero, or how far over the budget that is. */
  Duration charge(String source) {
    Instant now = clock.instant();
    Instant worst = now.plus(credit).plus(LONGEST);
    Instant debt =
        debts.asMap().compute(source, (s, before) -> earlier(charged(before, now, worst), worst));
    Duration over = Duration.between(now.plus(credit), debt);
    return over.isPositive() ? over : Duration.ZERO;
  }

  /** A debt that nobody can have was made before the clock went back, and is forgotten. */
  private Instant charged(Instant debt, Instant now, Instant worst) {
    boolean owed = debt != null && debt.isAfter(now) && !debt.isAfter(worst);
    return (owed ? debt : now).plus(each);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
