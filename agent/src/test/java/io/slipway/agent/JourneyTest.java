// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.Journey.Place.ACCOUNT_BROKER;
import static io.slipway.agent.Journey.Place.PROVISION_BROKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.AgentSettings.Patience;
import io.slipway.agent.Journey.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JourneyTest {
  private static final Instant START = Instant.EPOCH;
  private static final Duration TIMEOUT = Duration.ofSeconds(600);
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Outcome AWAY = new Outcome.Unreachable("away");
  private static final Outcome REFUSED = new Outcome.LoginRefused("refused");
  private static final Outcome FAILED = new Outcome.Failed("failed");
  private static final Outcome CUT = new Outcome.Lost("cut", false);
  private static final Outcome CUT_LATE = new Outcome.Lost("cut", true);
  private static final Outcome DELIVERED = new Outcome.Delivered();

  @Test
  void newDevice_goesToTheProvisionBrokerFirst() {
    assertThat(Journey.start(false, START).place()).isEqualTo(PROVISION_BROKER);
  }

  @Test
  void deviceThatWasTold_goesToItsAccountFirst() {
    assertThat(Journey.start(true, START).place()).isEqualTo(ACCOUNT_BROKER);
  }

  @Test
  void delivery_leadsToTheAccountAtOnce() {
    Step.Visit next = visit(Journey.start(false, START), DELIVERED, -1);
    assertThat(next.journey().place()).isEqualTo(ACCOUNT_BROKER);
    assertThat(next.pause()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void failures_useUpTheRetries(int retries) {
    Journey journey = Journey.start(false, START);
    for (int i = 0; i < retries; i++) {
      Step.Visit next = visit(journey, i % 2 == 0 ? FAILED : REFUSED, retries);
      assertThat(next.pause()).isEqualTo(INTERVAL);
      journey = next.journey();
    }
    assertThat(journey.after(CUT, patience(retries), START)).isEqualTo(new Step.GiveUp(CUT.text()));
  }

  @Test
  void brokerOutOfReach_usesUpNoRetriesAndIsAskedMoreAndMoreSeldom() {
    Journey journey = Journey.start(false, START);
    long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (long wanted : seconds) {
      Step.Visit next = visit(journey, wanted % 3 == 0 ? CUT_LATE : AWAY, 0);
      assertThat(next.pause()).hasSeconds(wanted);
      journey = next.journey();
    }
  }

  @Test
  void advice_isFollowedUpToADay() {
    assertThat(pauseAfter(turnedAway(Duration.ZERO))).isEqualTo(INTERVAL);
    assertThat(pauseAfter(turnedAway(Duration.ofHours(3)))).isEqualTo(Duration.ofHours(3));
    assertThat(pauseAfter(turnedAway(Duration.ofSeconds(Long.MAX_VALUE))))
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void refusalOfTheAccountsBroker_isBelievedTheThirdTime() {
    Journey journey = visit(Journey.start(false, START), DELIVERED, -1).journey();
    journey = visit(journey, REFUSED, -1).journey();
    journey = visit(journey, REFUSED, -1).journey();
    assertThat(journey.place()).isEqualTo(ACCOUNT_BROKER);
    Step.Visit back = visit(journey, REFUSED, -1);
    assertThat(back.journey().place()).isEqualTo(PROVISION_BROKER);
    assertThat(back.pause()).isEqualTo(INTERVAL);
    assertThat(journey.after(REFUSED, patience(0), START)).isInstanceOf(Step.GiveUp.class);
  }

  @Test
  void accountsBrokerOutOfReach_isTriedAsLongAsTheTimeout() {
    Journey journey = visit(Journey.start(false, START), DELIVERED, -1).journey();
    Step stay = journey.after(AWAY, patience(-1), START.plus(TIMEOUT).minusMillis(1));
    assertThat(((Step.Visit) stay).journey().place()).isEqualTo(ACCOUNT_BROKER);
    Step back = journey.after(AWAY, patience(-1), START.plus(TIMEOUT));
    assertThat(((Step.Visit) back).journey().place()).isEqualTo(PROVISION_BROKER);
  }

  @Test
  void networkThatIsDown_usesUpNoRetries() {
    Journey journey = Journey.start(true, START);
    Instant now = START;
    for (int i = 0; i < 200; i++) {
      Step step = journey.after(AWAY, patience(0), now);
      assertThat(step).isInstanceOf(Step.Visit.class);
      journey = ((Step.Visit) step).journey();
      now = now.plus(TIMEOUT.dividedBy(3));
    }
  }

  /** Random ways: what happens does not matter for what must hold. */
  @Test
  void anyWay_keepsWhatIsPromised() {
    Random random = new Random(20_260_601);
    for (int round = 0; round < 5_000; round++) {
      way(random, random.nextInt(6) - 1);
    }
  }

  private static void way(Random random, int retries) {
    Journey journey = Journey.start(random.nextBoolean(), START);
    Instant now = START;
    int sinceAccount = 0;
    int sinceProvision = 0;
    int provisionVisits = 0;
    for (int i = 0; i < 100; i++) {
      boolean atProvision = journey.place() == PROVISION_BROKER;
      provisionVisits += atProvision ? 1 : 0;
      sinceAccount = atProvision ? sinceAccount + 1 : 0;
      sinceProvision = atProvision ? 0 : sinceProvision + 1;
      now = now.plusSeconds(random.nextInt(400));
      Outcome outcome = outcome(random, atProvision);
      boolean pending = journey.pending();
      Step step = journey.after(outcome, patience(retries), now);
      if (step instanceof Step.GiveUp) {
        assertThat(retries).isNotNegative();
        assertThat(provisionVisits).as("each counted failure cost a visit").isGreaterThan(0);
        assertThat(journey.failures()).isEqualTo(retries);
        return;
      }
      Step.Visit next = (Step.Visit) step;
      assertThat(next.pause()).isBetween(Duration.ZERO, Duration.ofDays(1));
      assertThat(next.pause().isZero()).isEqualTo(outcome instanceof Outcome.Delivered);
      assertThat(next.journey().failures()).isLessThanOrEqualTo(provisionVisits);
      assertThat(next.journey().pending()).isEqualTo(pending || outcome.equals(DELIVERED));
      // With a configuration at hand neither broker is forgotten.
      assertThat(pending ? sinceAccount : 0).isLessThanOrEqualTo(1);
      journey = next.journey();
      if (outcome.equals(AWAY) && now.isAfter(journey.awaySince().plus(TIMEOUT)) && !atProvision) {
        assertThat(journey.place()).isEqualTo(PROVISION_BROKER);
      }
      assertThat(journey.refusals()).isLessThan(3);
    }
  }

  private static Outcome outcome(Random random, boolean provision) {
    return switch (random.nextInt(provision ? 7 : 5)) {
      case 0 -> AWAY;
      case 1 -> REFUSED;
      case 2 -> FAILED;
      case 3 -> CUT;
      case 4 -> CUT_LATE;
      case 5 -> turnedAway(Duration.ofSeconds(random.nextInt(1_000_000)));
      default -> DELIVERED;
    };
  }

  private static Duration pauseAfter(Outcome outcome) {
    return visit(Journey.start(false, START), outcome, -1).pause();
  }

  private static Outcome turnedAway(Duration advice) {
    return new Outcome.TurnedAway("not now", advice);
  }

  private static Step.Visit visit(Journey journey, Outcome outcome, int retries) {
    Step step = journey.after(outcome, patience(retries), START);
    assertThat(step).isInstanceOf(Step.Visit.class);
    return (Step.Visit) step;
  }

  private static Patience patience(int retries) {
    return new Patience(TIMEOUT, INTERVAL, retries);
  }
}
