// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.AgentSettings.Patience;
import java.time.Duration;
import java.time.Instant;

/**
 * Where the device goes next. Pure: {@link #after} only decides.
 *
 * <pre>
 *  PROVISION_BROKER ──delivered──▶ ACCOUNT_BROKER ──accepted──▶ (arrived)
 *     │  ▲  ▲                          │   │  ▲
 *     └──┘  └──refused, or unreachable─┘   └──┘ again, a while
 *    again     for long
 * </pre>
 *
 * @param pending whether there is a configuration that an account's broker could accept; then the
 *     device alternates between both brokers until one of them does
 * @param reached whether the provision broker was reached since a failure was counted last; a
 *     network that is down uses up no retries
 * @param failures since the start, which the retries are counted by
 * @param stumbles in a row that are no failures: a broker out of reach, a connection lost
 * @param refusals of the account's broker in a row
 * @param awaySince since when the account's broker is tried
 */
record Journey(
    Place place,
    boolean pending,
    boolean reached,
    int failures,
    int stumbles,
    int refusals,
    Instant awaySince) {

  private static final Duration LONGEST_ADVICE = Duration.ofDays(1);
  private static final int REFUSALS_BELIEVED = 3;
  private static final int MOST_DOUBLINGS = 6;

  /** Which broker. */
  enum Place {
    PROVISION_BROKER,
    ACCOUNT_BROKER
  }

  /** What to do now. */
  sealed interface Step {

    /** Go on with {@code journey} after a pause. */
    record Visit(Journey journey, Duration pause) implements Step {}

    /** All retries are used up. */
    record GiveUp(String why) implements Step {}
  }

  /**
   * Begins.
   *
   * @param pending whether the platform had said all before the agent was started
   * @param now by a clock that never jumps
   */
  static Journey start(boolean pending, Instant now) {
    Place first = pending ? Place.ACCOUNT_BROKER : Place.PROVISION_BROKER;
    return new Journey(first, pending, false, 0, 0, 0, now);
  }

  /** Decides what follows from a visit that did not end with an arrival. */
  Step after(Outcome outcome, Patience patience, Instant now) {
    return place == Place.PROVISION_BROKER
        ? afterProvisionBroker(outcome, patience, now)
        : afterAccountBroker(outcome, patience, now);
  }

  private Step afterProvisionBroker(Outcome outcome, Patience patience, Instant now) {
    if (outcome instanceof Outcome.Delivered) {
      return new Step.Visit(toAccountBroker(true, now), Duration.ZERO);
    }
    boolean stumbled =
        outcome instanceof Outcome.Unreachable
            || outcome instanceof Outcome.Lost lost && lost.progress();
    if (stumbled) {
      Journey next = pending ? toAccountBroker(reached, now) : this;
      return new Step.Visit(next.stumbled(stumbles), backoff(patience));
    }
    Duration advice =
        outcome instanceof Outcome.TurnedAway turned ? turned.retryAfter() : Duration.ZERO;
    return failed(outcome, pending ? toAccountBroker(false, now) : this, patience, advice);
  }

  private Step afterAccountBroker(Outcome outcome, Patience patience, Instant now) {
    if (outcome instanceof Outcome.LoginRefused && refusals + 1 < REFUSALS_BELIEVED) {
      return new Step.Visit(refused().stumbled(stumbles), backoff(patience));
    }
    boolean early = now.isBefore(awaySince.plus(patience.timeout()));
    boolean away = outcome instanceof Outcome.Unreachable || outcome instanceof Outcome.Lost;
    if (away && early) {
      return new Step.Visit(stumbled(stumbles), backoff(patience));
    }
    Journey back =
        new Journey(Place.PROVISION_BROKER, pending, false, failures, stumbles, 0, awaySince);
    return reached
        ? failed(outcome, back, patience, Duration.ZERO)
        : new Step.Visit(back, patience.retryInterval());
  }

  private Step failed(Outcome outcome, Journey next, Patience patience, Duration advice) {
    boolean exhausted = patience.maxRetries() >= 0 && failures >= patience.maxRetries();
    if (exhausted) {
      return new Step.GiveUp(outcome.text());
    }
    Duration asked = advice.compareTo(LONGEST_ADVICE) > 0 ? LONGEST_ADVICE : advice;
    return new Step.Visit(next.failed(), longer(asked, patience.retryInterval()));
  }

  private Journey toAccountBroker(boolean counts, Instant now) {
    return new Journey(Place.ACCOUNT_BROKER, true, counts, failures, 0, 0, now);
  }

  private Journey failed() {
    return new Journey(place, pending, false, failures + 1, 0, refusals, awaySince);
  }

  private Journey refused() {
    return new Journey(place, pending, reached, failures, stumbles, refusals + 1, awaySince);
  }

  private Journey stumbled(int before) {
    return new Journey(place, pending, reached, failures, before + 1, refusals, awaySince);
  }

  /** One second, two, four, up to the retry interval. */
  private Duration backoff(Patience patience) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(stumbles, MOST_DOUBLINGS));
    return doubled.compareTo(patience.retryInterval()) < 0 ? doubled : patience.retryInterval();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
