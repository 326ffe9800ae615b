// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.fullWish;
import static io.slipway.domain.Given.kuraBirth;
import static io.slipway.domain.Given.no;
import static io.slipway.domain.Given.plainWish;
import static io.slipway.domain.Given.request;
import static io.slipway.domain.Given.unobserved;
import static io.slipway.domain.Given.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.SessionEvent.Arrived;
import io.slipway.domain.SessionEvent.ConnectionLost;
import io.slipway.domain.SessionEvent.LoggedIn;
import io.slipway.domain.SessionEvent.Misspoke;
import io.slipway.domain.SessionEvent.StopOrdered;
import io.slipway.domain.SessionEvent.Subscribed;
import io.slipway.protocol.message.FailureCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds in whatever order messages, repeats, losses, crashes and orders come. */
class SessionInvariantsTest {
  private static final int RUNS = 3_000;
  private static final int LENGTH = 60;

  private static final Parcel HEATER = Given.parcel("heater", "1.2.0", "dp", 500);
  private static final Parcel TOOL = Given.parcel("tool", "7", "dp", 10);

  private static final List<SessionEvent> EVENTS = events();

  @Test
  void credential_isIssuedAtMostOnceInAGeneration() {
    everyRun(
        talk ->
            assertThat(talk.allEffects())
                .filteredOn(Effect.IssueCredential.class::isInstance)
                .hasSizeLessThanOrEqualTo(1));
  }

  @Test
  void completion_needsAnArrivalWhereTheBrokerIsObserved() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Talk talk = new Talk(request());
      for (int i = 0; i < LENGTH; i++) {
        SessionEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
        boolean arrival = event instanceof Arrived a && a.generation() == 1;
        boolean open = talk.status() != ExecutionStatus.COMPLETED;
        talk.hears(event);
        if (open && talk.status() == ExecutionStatus.COMPLETED) {
          boolean observed = talk.session().execution().orElseThrow().destination().observed();
          assertThat(arrival || !observed).as("seed %d", seed).isTrue();
          assertThat(talk.session().request().progress().delivered()).isTrue();
        }
      }
    }
  }

  @Test
  void end_absorbsWhateverComesAfterIt() {
    everyStep(
        (before, after) -> {
          boolean over =
              before.request().progress().status() == ExecutionStatus.COMPLETED
                  || before.request().progress().status() == ExecutionStatus.STOPPED;
          if (over) {
            assertThat(after.request().progress().status())
                .isEqualTo(before.request().progress().status());
          }
          before
              .execution()
              .filter(x -> !x.running())
              .filter(x -> x.attempt() == after.execution().orElseThrow().attempt())
              .ifPresent(x -> assertThat(after.execution()).contains(x));
        });
  }

  @Test
  void attempts_neverExceedWhatIsAllowed() {
    everyRun(
        talk -> assertThat(talk.session().request().progress().attempts()).isLessThanOrEqualTo(5));
  }

  @Test
  void whatMayBeLost_isOnlyHowFarTheTalkWithAConnectedDeviceIs() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Talk talk = new Talk(request());
      for (int i = 0; i < LENGTH; i++) {
        act(talk, random);
        ProvisioningSession now = talk.session();
        ProvisioningSession stored = talk.stored();
        assertThat(stored.request().progress()).isEqualTo(now.request().progress());
        assertThat(stored.execution().map(Execution::status))
            .isEqualTo(now.execution().map(Execution::status));
        boolean over =
            now.execution().filter(x -> x.conversation().step() == Step.ARRIVING).isPresent();
        if (now.presence().isEmpty() || over) {
          assertThat(stored.execution()).isEqualTo(now.execution());
        }
      }
    }
  }

  @Test
  void runningAttempt_neverWaitsWithoutADeadlineForLong() {
    everyRun(
        talk -> {
          for (int i = 0; i < 12 && talk.session().running().isPresent(); i++) {
            talk.waits(Duration.ofMinutes(10)).hears(new ConnectionLost());
          }
          assertThat(talk.session().running()).isEmpty();
        });
  }

  @Test
  void whateverRunsOrIsConnected_hasADeadline() {
    everyStep(
        (before, after) -> {
          if (after.running().isPresent() || after.presence().isPresent()) {
            assertThat(after.deadline()).as("of %s", after).isPresent();
          }
        });
  }

  @Test
  void request_isSentOnlyToADeviceThatHearsAndAfterItsCredentialIsKept() {
    everyRun(
        talk -> {
          boolean delivered = false;
          for (Effect effect : talk.allEffects()) {
            delivered |= effect instanceof Effect.IssueCredential;
            if (effect instanceof Effect.Send send && send.ask() == Ask.CONFIGURATION) {
              assertThat(delivered).isTrue();
            }
          }
          if (talk.lastEffects().stream().anyMatch(Effect.Send.class::isInstance)) {
            Presence here = talk.session().presence().orElseThrow();
            assertThat(here.announced() && here.subscribed()).isTrue();
            assertThat(here.closing()).isEmpty();
          }
        });
  }

  @Test
  void attempt_isCountedOnlyWhenAWishIsAccepted() {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Talk talk = new Talk(request());
      for (int i = 0; i < LENGTH; i++) {
        int attempts = talk.session().request().progress().attempts();
        SessionEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
        talk.hears(event);
        int rise = talk.session().request().progress().attempts() - attempts;
        assertThat(rise).isBetween(0, event instanceof SessionEvent.Asked ? 1 : 0);
        assertThat(talk.session().execution().map(Execution::attempt).orElse(0))
            .isEqualTo(attempts + rise);
      }
    }
  }

  @Test
  void edit_neverTouchesAnAttemptThatRuns() {
    everyRun(
        talk -> {
          ProvisioningSession before = talk.session();
          ProvisionRequest disabled =
              before
                  .request()
                  .with(
                      Given.options(ProfileRule.FULL, 1),
                      before.request().audit().modified(Given.START, Given.ADMIN));
          assertThat(before.edited(disabled).execution()).isEqualTo(before.execution());
          if (before.running().isPresent()) {
            assertThat(StartRules.obstacle(disabled, Given.START.plusSeconds(1_000_000))).isEmpty();
          }
        });
  }

  @Test
  void crash_leavesNothingThatADeviceCannotFinish() {
    everyRun(
        talk -> {
          talk.crashes();
          if (talk.session().running().isEmpty()) {
            return;
          }
          finish(talk);
          assertThat(talk.status()).isIn(ExecutionStatus.COMPLETED, ExecutionStatus.FAILED);
          if (talk.status() == ExecutionStatus.FAILED) {
            assertThat(talk.session().request().progress().failureCause())
                .get()
                .isIn(
                    FailureCause.ATTEMPTS_EXHAUSTED,
                    FailureCause.ARRIVAL_TIMEOUT,
                    FailureCause.INTERNAL_ERROR,
                    FailureCause.SUPERSEDED);
          }
        });
  }

  private static void finish(Talk talk) {
    talk.hearsFullDevice(9);
    for (Optional<Ask> ask = asked(talk); ask.isPresent(); ask = asked(talk)) {
      talk.hears(ask.get() == Ask.PACKAGE ? all(talk) : yes(ask.get()));
    }
    talk.hears(new ConnectionLost(), new Arrived(1));
  }

  private static Optional<Ask> asked(Talk talk) {
    return talk.lastEffects().stream()
        .filter(Effect.Send.class::isInstance)
        .map(e -> ((Effect.Send) e).ask())
        .findFirst();
  }

  /** The device has the whole application. */
  private static SessionEvent all(Talk talk) {
    return Given.part(200, talk.session().running().orElseThrow().parcel().orElseThrow().size());
  }

  private static void everyRun(Consumer<Talk> promise) {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Talk talk = new Talk(request());
      int length = random.nextInt(LENGTH);
      for (int i = 0; i < length; i++) {
        act(talk, random);
      }
      promise.accept(talk);
    }
  }

  private static void everyStep(BiConsumer<ProvisioningSession, ProvisioningSession> promise) {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Talk talk = new Talk(request());
      for (int i = 0; i < LENGTH; i++) {
        SessionEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
        ProvisioningSession before = talk.session();
        talk.hears(event);
        promise.accept(before, talk.session());
        if (random.nextInt(20) == 0) {
          talk.waits(Duration.ofSeconds(random.nextInt(700)));
        }
        if (random.nextInt(40) == 0) {
          talk.crashes();
        }
      }
    }
  }

  private static void act(Talk talk, Random random) {
    int dice = random.nextInt(20);
    if (dice == 0) {
      talk.crashes();
    } else if (dice == 1) {
      talk.waits(Duration.ofSeconds(random.nextInt(700)));
    } else {
      talk.hears(EVENTS.get(random.nextInt(EVENTS.size())));
    }
  }

  private static List<SessionEvent> events() {
    List<SessionEvent> some = new ArrayList<>();
    for (Ask ask : Ask.values()) {
      // More good answers than bad, or hardly a run would get far.
      some.addAll(List.of(yes(ask), yes(ask), yes(ask), no(ask)));
    }
    some.addAll(
        List.of(
            Given.login(),
            Given.login(),
            new LoggedIn(false, "192.0.2.1", Optional.empty()),
            new Subscribed(),
            new Subscribed(),
            fullWish(1),
            Given.packed(fullWish(1), false, HEATER, TOOL),
            Given.packed(fullWish(2), false, TOOL),
            Given.packed(kuraBirth("CONF-V1", "DEPLOY-V2"), false, HEATER),
            Given.part(200, HEATER.size()),
            Given.part(200, TOOL.size()),
            Given.part(400, 3),
            new SessionEvent.Progressed(Optional.of(30)),
            new SessionEvent.Installed(Optional.empty(), ""),
            plainWish(),
            kuraBirth("CONF-V1"),
            unobserved(fullWish(3)),
            new Misspoke(FailureCause.MALFORMED_MESSAGE),
            new SessionEvent.RefusalHeard(),
            new SessionEvent.Broke(),
            new SessionEvent.NotIssued("away"),
            new ConnectionLost(),
            new Arrived(1),
            new Arrived(2),
            new StopOrdered()));
    return List.copyOf(some);
  }
}
