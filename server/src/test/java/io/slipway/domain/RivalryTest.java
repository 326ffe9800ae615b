// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RivalryTest {
  private static final Instant NOW = Given.START;
  private static final String HERE = "192.0.2.1";
  private static final String THERE = "198.51.100.7";

  private final Talk talk = new Talk(Given.request());

  @Test
  void twoPiecesOfHardware_thatTakeOverThreeTimes_areContested() {
    assertThat(of(hardware("a"), hardware("b"), hardware("a")).contested()).isFalse();
    assertThat(of(hardware("a"), hardware("b"), hardware("a"), hardware("b")).contested()).isTrue();
  }

  @Test
  void takeOversOverLongerThanFiveMinutes_areNotContested() {
    Duration pause = Duration.ofSeconds(151);
    Rivalry rivalry = Rivalry.NONE;
    for (int i = 0; i < 10; i++) {
      rivalry = rivalry.with(claim(NOW.plus(pause.multipliedBy(i)), hardware(i % 2 + ""), HERE));
    }
    assertThat(rivalry.contested()).isFalse();
  }

  @Test
  void sameHardwareAtOtherAddresses_isOneDevice() {
    Rivalry rivalry = Rivalry.NONE;
    for (int i = 0; i < 10; i++) {
      rivalry = rivalry.with(claim(NOW, hardware("a"), i % 2 == 0 ? HERE : THERE));
    }
    assertThat(rivalry.claims()).hasSize(1);
  }

  @Test
  void withoutHardwareIds_theAddressTells() {
    Optional<String> none = Optional.empty();
    Rivalry rivalry =
        Rivalry.NONE
            .with(claim(NOW, none, HERE))
            .with(claim(NOW, none, THERE))
            .with(claim(NOW, none, HERE))
            .with(claim(NOW, none, THERE));
    assertThat(rivalry.contested()).isTrue();
  }

  @Test
  void deviceWhoseAddressIsAlwaysANewOne_isNotContested() {
    Rivalry rivalry = Rivalry.NONE;
    for (int i = 0; i < 20; i++) {
      rivalry = rivalry.with(claim(NOW, Optional.empty(), "192.0.2." + i));
      assertThat(rivalry.contested()).isFalse();
    }
    assertThat(rivalry.claims()).hasSize(4);
  }

  @Test
  void clones_areQuarantinedWithTheEvidenceOfBothSides() {
    comes("a", HERE).comes("b", THERE).comes("a", HERE);
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    comes("b", THERE);

    assertThat(talk.session().request().progress().quarantined()).isTrue();
    assertThat(talk.session().execution().orElseThrow().failureCause())
        .contains(FailureCause.QUARANTINED);
    assertThat(talk.lastEffects()).hasAtLeastOneElementOfType(Effect.Refuse.class);
    Effect.Note note =
        (Effect.Note)
            talk.lastEffects().stream().filter(Effect.Note.class::isInstance).findFirst().get();
    assertThat(note.message())
        .contains("hardware a at " + HERE, "hardware b at " + THERE, NOW.toString());
    assertThat(texts())
        .contains("hardware b at " + THERE + " takes over from hardware a at " + HERE);
  }

  @Test
  void quarantinedRequest_letsNobodyInUntilItIsRearmed() {
    comes("a", HERE).comes("b", THERE).comes("a", HERE).comes("b", THERE);
    assertThat(StartRules.obstacle(talk.session().request(), NOW))
        .contains(FailureCause.QUARANTINED);
    talk.hears(new SessionEvent.ConnectionLost(), new SessionEvent.RearmOrdered());
    comes("a", HERE);
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(talk.conversation().rivalry().claims()).hasSize(1);
  }

  @Test
  void configurationThatClonesWereGiven_countsNoMore() {
    comes("a", HERE);
    talk.hears(Given.yes(Ask.CERTIFICATES));
    comes("b", THERE).comes("a", HERE).comes("b", THERE);
    assertThat(talk.lastEffects())
        .contains(new Effect.RevokeCredentials(1, 1, FailureCause.QUARANTINED));
  }

  @Test
  void takeOver_isStoredAtOnce_soThatAnotherNodeKnows() {
    comes("a", HERE).comes("b", THERE);
    assertThat(talk.stored().execution().orElseThrow().conversation().rivalry().claims())
        .hasSize(2);
    talk.crashes();
    comes("a", HERE).comes("b", THERE);
    assertThat(talk.session().request().progress().quarantined()).isTrue();
  }

  @Test
  void attemptsOfOneGeneration_areOneRivalry() {
    comes("a", HERE);
    talk.hears(Given.no(Ask.CERTIFICATES), new SessionEvent.ConnectionLost());
    comes("b", THERE);
    talk.hears(Given.no(Ask.CERTIFICATES), new SessionEvent.ConnectionLost());
    comes("a", HERE);
    talk.hears(Given.no(Ask.CERTIFICATES), new SessionEvent.ConnectionLost());
    comes("b", THERE);
    assertThat(talk.session().request().progress().quarantined()).isTrue();
  }

  @Test
  void oneDeviceThatComesAgainAndAgain_isNeverQuarantined() {
    for (int i = 0; i < 20; i++) {
      comes("a", HERE);
    }
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  private RivalryTest comes(String hardware, String source) {
    SessionEvent.Asked wish = Given.fullWish(hardware.charAt(0));
    Announcement said =
        new Announcement(
            wish.announcement().applicationIds(),
            wish.announcement().nonce(),
            Optional.empty(),
            hardware(hardware),
            Map.of());
    talk.hears(
        new SessionEvent.LoggedIn(true, source, Optional.empty()),
        new SessionEvent.Subscribed(),
        new SessionEvent.Asked(said, false, Optional.empty(), wish.draft()));
    return this;
  }

  private List<String> texts() {
    return talk.session().execution().orElseThrow().log().stream()
        .map(Execution.LogLine::text)
        .toList();
  }

  @SafeVarargs
  private static Rivalry of(Optional<String>... hardware) {
    Rivalry rivalry = Rivalry.NONE;
    for (Optional<String> each : hardware) {
      rivalry = rivalry.with(claim(NOW, each, HERE));
    }
    return rivalry;
  }

  private static Rivalry.Claim claim(Instant at, Optional<String> hardware, String source) {
    return new Rivalry.Claim(at, hardware, source);
  }

  private static Optional<String> hardware(String id) {
    return Optional.of(id);
  }
}
