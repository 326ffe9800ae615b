// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.fullWish;
import static io.slipway.domain.Given.kuraBirth;
import static io.slipway.domain.Given.no;
import static io.slipway.domain.Given.part;
import static io.slipway.domain.Given.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.SessionEvent.ConnectionLost;
import io.slipway.domain.SessionEvent.Installed;
import io.slipway.domain.SessionEvent.Progressed;
import io.slipway.domain.SessionEvent.Subscribed;
import io.slipway.protocol.message.FailureCause;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications go to a device in order, each of them wholly before it is installed. */
class DeliveryTest {
  private static final Parcel HEATER = Given.parcel("heater", "1.2.0", "dp", 500);
  private static final Parcel METER = Given.parcel("meter", "2", "dp", 60);
  private static final Parcel TOOL = Given.parcel("tool", "7", "shell", 10);

  private final Talk talk =
      new Talk(Given.request(Given.options(ProfileRule.ANY, 5), Optional.empty()));

  @Test
  void packages_areSentAndInstalledInOrderBeforeTheConfiguration() {
    comes(1, HEATER, TOOL).hears(yes(Ask.CERTIFICATES));
    sends(Ask.PACKAGE);
    talk.hears(part(200, 300));
    sends(Ask.PACKAGE);
    talk.hears(part(200, 500));
    sends(Ask.INSTALL);
    talk.hears(yes(Ask.INSTALL));
    sends(Ask.PACKAGE);
    assertThat(talk.session().running().orElseThrow().parcel()).contains(TOOL);
    talk.hears(part(200, 10), yes(Ask.INSTALL));
    sends(Ask.CONFIGURATION);
    assertThat(talk.allEffects())
        .contains(new Effect.Note("PACKAGE_INSTALLED", "package heater:1.2.0 installed"))
        .contains(new Effect.Note("PACKAGE_INSTALLED", "package tool:7 installed"));
    assertThat(log())
        .contains("package heater:1.2.0 is on its way")
        .contains("the device has 60 % of heater:1.2.0")
        .contains("the order to install package tool:7 sent");
  }

  @Test
  void deviceThatHasAPartAlready_getsTheRest() {
    comes(1, HEATER).hears(yes(Ask.CERTIFICATES), part(400, 450));
    sends(Ask.PACKAGE);
    assertThat(delivery()).isEqualTo(new Delivery(0, 450, 1));
    talk.hears(new ConnectionLost());
    comes(1, HEATER);
    sends(Ask.PACKAGE);
    assertThat(delivery().offset()).isEqualTo(450);
  }

  @Test
  void serverThatCrashes_goesOnAboutWhereItWas() {
    comes(1, HEATER, TOOL).hears(yes(Ask.CERTIFICATES), part(200, 500), yes(Ask.INSTALL));
    talk.crashes();
    comes(1, HEATER, TOOL);
    assertThat(delivery().index()).isEqualTo(1);
  }

  @Test
  void progress_isStoredEachTenthAndNotWithEachPart() {
    comes(1, HEATER).hears(yes(Ask.CERTIFICATES));
    talk.hears(part(200, 60));
    long after = talk.stored().request().progress().revision();
    talk.hears(part(200, 70), part(200, 80), part(200, 99));
    assertThat(talk.stored().request().progress().revision()).isEqualTo(after);
    talk.hears(part(200, 100));
    assertThat(talk.stored().request().progress().revision()).isEqualTo(after + 1);
  }

  @Test
  void deviceThatGoesToAndFro_endsTheAttempt() {
    comes(1, HEATER).hears(yes(Ask.CERTIFICATES));
    for (int i = 0; i < Delivery.MOST_CORRECTIONS; i++) {
      talk.hears(part(400, i % 2));
      sends(Ask.PACKAGE);
    }
    talk.hears(part(400, 7));
    assertFailed(FailureCause.PACKAGE_DOWNLOAD_FAILED);
  }

  static Stream<SessionEvent.Answered> uselessAnswers() {
    return Stream.of(part(200, 501), part(400, -1), part(500, 3), yes(Ask.PACKAGE));
  }

  @ParameterizedTest
  @MethodSource("uselessAnswers")
  void offsetThatCannotBe_endsTheAttempt(SessionEvent.Answered answer) {
    comes(1, HEATER).hears(yes(Ask.CERTIFICATES), answer);
    assertFailed(FailureCause.PACKAGE_DOWNLOAD_FAILED);
  }

  @Test
  void packageThatIsElsewhere_isFetchedAtOnce() {
    Parcel far =
        new Parcel(new PackageName("far", "1"), "dp", "ef", 100, Optional.of("https://far/1"));
    comes(1, far).hears(yes(Ask.CERTIFICATES), new Progressed(Optional.of(40)));
    assertThat(delivery().offset()).isEqualTo(40);
    talk.hears(part(200, 100));
    sends(Ask.INSTALL);
  }

  @Test
  void packageThatIsElsewhereAndDoesNotCome_endsTheAttempt() {
    Parcel far =
        new Parcel(new PackageName("far", "1"), "dp", "ef", 100, Optional.of("https://far/1"));
    comes(1, far).hears(yes(Ask.CERTIFICATES), part(200, 50));
    assertFailed(FailureCause.PACKAGE_DOWNLOAD_FAILED);
  }

  @Test
  void failure_namesThePackageAndWhatTheDeviceSaid() {
    comes(1, TOOL).hears(yes(Ask.CERTIFICATES), part(200, 10), no(Ask.INSTALL));
    assertFailed(FailureCause.PACKAGE_INSTALL_FAILED);
    assertThat(log()).contains("tool:7: cannot");
  }

  @Test
  void deviceThatSaysTooMuch_getsOneLineOfTheLog() {
    String said = "no room\n2026-01-01 all is well" + "x".repeat(100_000);
    talk.hears(Given.login(), new Subscribed(), Given.packed(fullWish(1), false, TOOL));
    talk.hears(yes(Ask.CERTIFICATES), part(200, 10));
    talk.hears(
        new SessionEvent.Answered(Ask.INSTALL, 500, said, Optional.empty(), Optional.empty()));
    String line = talk.session().execution().orElseThrow().log().getLast().text();
    assertThat(line).contains("no room 2026-01-01 all is well").hasSizeLessThan(3_000);
  }

  @Test
  void installation_mayTakeLongAsLongAsTheDeviceTellsOfIt() {
    comes(1, TOOL).hears(yes(Ask.CERTIFICATES), part(200, 10));
    for (int i = 0; i < 20; i++) {
      talk.waits(Duration.ofSeconds(119)).hears(new Progressed(Optional.empty()));
    }
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.waits(Duration.ofSeconds(120));
    assertFailed(FailureCause.STEP_TIMEOUT);
  }

  @Test
  void installation_doesNotTakeForEver() {
    comes(1, TOOL).hears(yes(Ask.CERTIFICATES), part(200, 10));
    for (int i = 0; i < 31 && talk.status() == ExecutionStatus.RUNNING; i++) {
      talk.waits(Duration.ofSeconds(119)).hears(new Progressed(Optional.empty()));
    }
    assertFailed(FailureCause.STEP_TIMEOUT);
  }

  @Test
  void progressOfNothing_isNone() {
    comes(1, TOOL).hears(new Progressed(Optional.of(50)));
    assertThat(talk.waits(Duration.ofSeconds(30)).status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void packageThatIsGone_turnsTheDeviceAwayWithoutAnAttempt() {
    comes(1, HEATER, Parcel.missing(new PackageName("gone", "1")));
    assertTurnedAway();
  }

  @Test
  void stockKura_fetchesAndTells() {
    born("CONF-V1", "DEPLOY-V2");
    sends(Ask.DOWNLOAD);
    talk.hears(yes(Ask.DOWNLOAD));
    sends(Ask.INSTALLED);
    talk.hears(list(0), new Progressed(Optional.of(50)));
    assertThat(delivery().offset()).isEqualTo(250);
    talk.hears(new Installed(Optional.empty(), ""));
    sends(Ask.DOWNLOAD);
    talk.hears(yes(Ask.DOWNLOAD), list(METER.size()));
    sends(Ask.CONFIGURATION);
    assertThat(log())
        .contains("the device has 50 % of heater:1.2.0")
        .contains("package heater:1.2.0 installed")
        .contains("package meter:2 installed");
  }

  @Test
  void stockKuraThatSaysNothing_isAskedAgainAndThenNoMore() {
    born("CONF-V1", "DEPLOY-V2").hears(yes(Ask.DOWNLOAD));
    for (int i = 0; i < Delivery.MOST_QUESTIONS; i++) {
      talk.hears(list(0)).waits(Duration.ofSeconds(30));
      sends(Ask.INSTALLED);
    }
    talk.waits(Duration.ofSeconds(30));
    assertFailed(FailureCause.PACKAGE_DOWNLOAD_FAILED);
  }

  @Test
  void stockKuraThatTells_isWaitedFor() {
    born("CONF-V1", "DEPLOY-V2").hears(yes(Ask.DOWNLOAD));
    for (int i = 0; i < 30; i++) {
      talk.waits(Duration.ofSeconds(29)).hears(new Progressed(Optional.of(i)));
    }
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void stockKurasFailure_endsTheAttempt() {
    born("CONF-V1", "DEPLOY-V2")
        .hears(
            yes(Ask.DOWNLOAD),
            new Installed(Optional.of(FailureCause.PACKAGE_INSTALL_FAILED), "bad bundle"));
    assertFailed(FailureCause.PACKAGE_INSTALL_FAILED);
    assertThat(log()).contains("package heater:1.2.0: bad bundle");
  }

  @Test
  void deviceWithoutADeploymentHandler_isTurnedAway() {
    born("CONF-V1");
    assertTurnedAway();
  }

  @Test
  void stockKura_installsOnlyDeploymentPackages() {
    talk.hears(Given.login(), new Subscribed(), Given.packed(kuraBirth("DEPLOY-V2"), false, TOOL));
    assertTurnedAway();
  }

  private Talk born(String... handlers) {
    return talk.hears(
        Given.login(), new Subscribed(), Given.packed(kuraBirth(handlers), false, HEATER, METER));
  }

  private Talk comes(int nonce, Parcel... parcels) {
    return talk.hears(
        Given.login(), new Subscribed(), Given.packed(fullWish(nonce), false, parcels));
  }

  private static SessionEvent.Answered list(long there) {
    return new SessionEvent.Answered(
        Ask.INSTALLED, 200, "", Optional.empty(), Optional.empty(), OptionalLong.of(there));
  }

  private void sends(Ask ask) {
    assertThat(talk.lastEffects()).contains(new Effect.Send(ask));
  }

  private Delivery delivery() {
    return talk.session().running().orElseThrow().conversation().delivery();
  }

  private String log() {
    return talk.session().execution().orElseThrow().log().toString();
  }

  private void assertFailed(FailureCause cause) {
    assertThat(talk.session().request().progress().failureCause()).contains(cause);
  }

  private void assertTurnedAway() {
    assertThat(talk.lastEffects()).contains(new Effect.TurnAway(FailureCause.PACKAGE_UNAVAILABLE));
    assertThat(talk.session().execution()).isEmpty();
    assertThat(talk.session().request().progress().attempts()).isZero();
  }
}
