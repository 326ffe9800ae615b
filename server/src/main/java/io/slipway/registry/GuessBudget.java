// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How many wrong logins an address may send: twenty at once, then one every three seconds. It is
 * kept by address and not by name, so that nobody can lock somebody else out.
 */
final class GuessBudget {
  private static final Duration EACH = Duration.ofSeconds(3);
  private static final Duration CREDIT = EACH.multipliedBy(20);
  private static final int MOST_ADDRESSES = 100_000;

  private final Clock clock;

  /** When what an address has taken is worked off. */
  private final Cache<String, Instant> debts =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).build();

  GuessBudget(Clock clock) {
    this.clock = clock;
  }

  /** Takes one guess, before it is judged; 0, or how many seconds there is none to be had. */
  long take(String source) {
    Instant now = clock.instant();
    Instant debt = debts.asMap().merge(source, now.plus(EACH), (d, first) -> charged(d, now));
    Duration over = Duration.between(now.plus(CREDIT), debt);
    if (!over.isPositive()) {
      return 0;
    }
    giveBack(source);
    return over.toSeconds() + 1;
  }

  /** Undoes {@link #take} where the login was right. */
  void giveBack(String source) {
    debts.asMap().computeIfPresent(source, (s, debt) -> debt.minus(EACH));
  }

  private static Instant charged(Instant debt, Instant now) {
    return (debt.isAfter(now) ? debt : now).plus(EACH);
  }
}
