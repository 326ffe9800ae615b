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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The way of one request, event by event. */
class ProvisioningSessionTest {
  private final Talk talk = new Talk(request());

  @Test
  void fullDevice_isAskedStepByStepUntilItArrives() {
    talk.hearsFullDevice(1);
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CERTIFICATES));
    talk.hears(yes(Ask.CERTIFICATES));
    assertThat(talk.lastEffects())
        .containsExactly(new Effect.IssueCredential(), new Effect.Send(Ask.CONFIGURATION));
    talk.hears(yes(Ask.CONFIGURATION));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.COMPLETE));
    talk.hears(yes(Ask.COMPLETE));
    assertThat(talk.conversation().step()).isEqualTo(Step.ARRIVING);
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.hears(new ConnectionLost(), new Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void stockKura_getsItsConfigurationOnItsBirth() {
    talk.hears(Given.login(), kuraBirth("CONF-V1", "CMD-V1"));
    assertThat(talk.lastEffects()).noneMatch(Effect.Send.class::isInstance);
    talk.hears(new Subscribed());
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CONFIGURATION));
    talk.hears(yes(Ask.CONFIGURATION));
    assertThat(talk.conversation().step()).isEqualTo(Step.ARRIVING);
    talk.hears(new ConnectionLost(), new Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void keystoresOfKura_areAskedForWhereItHandlesThemAndTheirRefusalIsNoEnd() {
    talk.hears(Given.login(), new Subscribed(), kuraBirth("CONF-V1", "KEYS-V1"));
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.KEYSTORES));
    talk.hears(
        new SessionEvent.Answered(
            Ask.KEYSTORES, 200, "", Optional.of("org.x.SSLKeystore"), Optional.empty()));
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.KEYSTORE_ENTRY));
    talk.hears(no(Ask.KEYSTORE_ENTRY));
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void keystoreQuestionWithoutAnswer_isPassedOver() {
    talk.hears(Given.login(), new Subscribed(), kuraBirth("CONF-V1", "KEYS-V1"));
    talk.waits(Duration.ofSeconds(31));
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void repeatedMessage_changesAndSendsNothing() {
    talk.hearsFullDevice(1);
    ProvisioningSession before = talk.session();
    talk.hears(fullWish(1), fullWish(2));
    assertThat(talk.session()).isEqualTo(before);
    assertThat(talk.lastEffects()).isEmpty();
  }

  @Test
  void reconnectWithTheSameNonce_repeatsTheOpenRequest() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new ConnectionLost());
    talk.hearsFullDevice(1);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CONFIGURATION));
    assertThat(talk.session().request().progress().attempts()).isEqualTo(1);
  }

  @Test
  void reconnectWithAnotherNonce_sendsTheChainAgainBeforeTheOpenRequest() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new ConnectionLost());
    talk.hearsFullDevice(2);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CERTIFICATES));
    talk.hears(yes(Ask.CERTIFICATES));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void serverCrash_isResumedAtTheStepItWasAt() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), yes(Ask.CONFIGURATION)).crashes();
    talk.hearsFullDevice(1);
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(talk.session().request().progress().attempts()).isEqualTo(1);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void lostConnectionBeforeTheEnd_failsAfterTheReconnectWindow() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new ConnectionLost());
    talk.waits(Duration.ofSeconds(119));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.waits(Duration.ofSeconds(1));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.DEVICE_DISCONNECTED);
  }

  @Test
  void logOfAnAttempt_endsWithItsEndHoweverOftenTheDeviceComesBack() {
    for (int i = 0; i < Execution.MAX_LOG_LINES; i++) {
      talk.hearsFullDevice(1).hears(new ConnectionLost());
    }
    talk.waits(Duration.ofSeconds(121));
    assertThat(talk.session().execution().orElseThrow().log().getLast().text())
        .startsWith("DEVICE_DISCONNECTED");
  }

  @Test
  void lostConnectionAfterTheEndWasSent_meansArriving() {
    talk.hearsFullDevice(1)
        .hears(yes(Ask.CERTIFICATES), yes(Ask.CONFIGURATION), new ConnectionLost());
    assertThat(talk.conversation().step()).isEqualTo(Step.ARRIVING);
    talk.waits(Duration.ofMinutes(10));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.ARRIVAL_TIMEOUT);
  }

  @Test
  void deviceBackWhileTheEndIsUnanswered_getsTheConfigurationAgain() {
    talk.hearsFullDevice(1)
        .hears(yes(Ask.CERTIFICATES), yes(Ask.CONFIGURATION), new ConnectionLost())
        .hearsFullDevice(1);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CONFIGURATION));
    assertThat(talk.session().request().progress().attempts()).isEqualTo(1);
  }

  @Test
  void deviceBackAfterItAnsweredTheEnd_startsTheNextAttempt() {
    talk.hearsFullDevice(1)
        .hears(yes(Ask.CERTIFICATES), yes(Ask.CONFIGURATION), yes(Ask.COMPLETE))
        .hears(new ConnectionLost())
        .hearsFullDevice(2);
    assertThat(talk.session().request().progress().attempts()).isEqualTo(2);
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CERTIFICATES));
  }

  @Test
  void failedRequest_isCompletedByALateArrival() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), no(Ask.CONFIGURATION));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.FAILED);
    talk.hears(new Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(talk.session().execution().orElseThrow().status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void arrivalOfAnotherGeneration_doesNotCount() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new Arrived(2));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void arrivalBeforeTheConfigurationWasSent_doesNotCount() {
    talk.hearsFullDevice(1).hears(new Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void refusedCertificates_endTheAttemptAndTellTheDevice() {
    talk.hearsFullDevice(1).hears(no(Ask.CERTIFICATES));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.CERTIFICATES_REFUSED);
    assertThat(talk.lastEffects()).anyMatch(Effect.Refuse.class::isInstance);
    talk.waits(Duration.ofSeconds(5));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Close(Closing.REFUSED));
  }

  @Test
  void unansweredRequest_endsTheAttempt() {
    talk.hearsFullDevice(1).waits(Duration.ofSeconds(30));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.STEP_TIMEOUT);
  }

  @Test
  void lastAttempt_leavesTheRequestAbandoned() {
    Talk once = new Talk(request(Given.options(ProfileRule.ANY, 1), Optional.empty()));
    once.hearsFullDevice(1).hears(no(Ask.CERTIFICATES), new ConnectionLost());
    assertThat(once.session().request().progress().failureCause())
        .contains(FailureCause.ATTEMPTS_EXHAUSTED);
    once.hearsFullDevice(2);
    assertThat(once.session().request().progress().attempts()).isEqualTo(1);
  }

  @Test
  void silentDevice_isTurnedAwayWithoutCostingAnAttempt() {
    talk.hears(Given.login(), new Subscribed()).waits(Duration.ofSeconds(30));
    assertThat(talk.lastEffects())
        .containsExactlyElementsOf(turnedAway(FailureCause.MESSAGE_TIMEOUT));
    assertThat(talk.session().request().progress().attempts()).isZero();
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.MESSAGE_TIMEOUT);
  }

  @Test
  void deafDevice_failsAsNotSubscribed() {
    talk.hears(Given.login(), fullWish(1)).waits(Duration.ofSeconds(30));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.NOT_SUBSCRIBED);
  }

  @Test
  void malformedMessage_costsNoAttempt() {
    talk.hears(Given.login(), new Misspoke(FailureCause.MALFORMED_MESSAGE));
    assertThat(talk.session().request().progress().attempts()).isZero();
    assertThat(talk.lastEffects())
        .containsExactlyElementsOf(turnedAway(FailureCause.MALFORMED_MESSAGE));
  }

  @Test
  void kuraOverPlainTcp_isServedOnlyWhereTheRequestSaysSo() {
    talk.hears(new LoggedIn(false, "192.0.2.1", Optional.empty()), new Subscribed(), plainWish());
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.PROFILE_NOT_ALLOWED);
    Talk allowed = new Talk(request(Given.options(ProfileRule.KURA, 5), Optional.empty()));
    allowed.hears(
        new LoggedIn(false, "192.0.2.1", Optional.empty()), new Subscribed(), plainWish());
    assertThat(allowed.lastEffects()).contains(new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void deviceOnceServedInFull_isNotServedUnsignedLater() {
    talk.hearsFullDevice(1).hears(no(Ask.CERTIFICATES), new ConnectionLost());
    talk.hears(Given.login(), new Subscribed(), plainWish());
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.PROFILE_NOT_ALLOWED);
  }

  @Test
  void birthWhereAnActivationKeyIsNeeded_isIgnored() {
    Talk guarded = new Talk(request(Given.options(ProfileRule.ANY, 5), Optional.of("sealed")));
    guarded.hears(Given.login(), new Subscribed(), kuraBirth("CONF-V1"));
    assertThat(guarded.lastEffects()).isEmpty();
    assertThat(guarded.status()).isEqualTo(ExecutionStatus.CREATED);
  }

  @Test
  void birthThatNamesTheFullProfile_waitsForTheProvisionMessage() {
    talk.hears(Given.login(), new Subscribed(), kuraBirth("CONF-V1", "PROVISION-V1"));
    assertThat(talk.lastEffects()).isEmpty();
    talk.hears(fullWish(1));
    assertThat(talk.lastEffects()).contains(new Effect.Send(Ask.CERTIFICATES));
  }

  @Test
  void birthWhileAnAttemptOfTheFullProfileRuns_isIgnored() {
    talk.hearsFullDevice(1).hears(new ConnectionLost());
    talk.hears(Given.login(), new Subscribed(), kuraBirth("CONF-V1"));
    assertThat(talk.lastEffects()).isEmpty();
    talk.hears(fullWish(1));
    assertThat(talk.session().request().progress().attempts()).isEqualTo(1);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CERTIFICATES));
  }

  @Test
  void refusal_endsTheConnectionWithItsAnswer() {
    talk.hearsFullDevice(1).hears(no(Ask.CERTIFICATES), new SessionEvent.RefusalHeard());
    assertThat(talk.lastEffects()).containsExactly(new Effect.Close(Closing.REFUSED));
  }

  @Test
  void brokenMessage_endsTheAttemptWhereAnOperatorSeesIt() {
    talk.hearsFullDevice(1).hears(new SessionEvent.Broke());
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.INTERNAL_ERROR);
    assertThat(talk.lastEffects()).anyMatch(Effect.Refuse.class::isInstance);
  }

  @Test
  void wrongWordsWhileAnAttemptRuns_endTheConnectionOnly() {
    talk.hearsFullDevice(1).hears(new ConnectionLost(), Given.login());
    talk.hears(new Misspoke(FailureCause.MALFORMED_MESSAGE));
    assertThat(talk.lastEffects())
        .containsExactlyElementsOf(turnedAway(FailureCause.MALFORMED_MESSAGE));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(talk.session().request().progress().failureCause()).isEmpty();
  }

  @Test
  void wrongWordsAfterTheEnd_leaveItAsItIs() {
    talk.hears(new StopOrdered(), Given.login(), new Misspoke(FailureCause.WRONG_ACCOUNT));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.CANCELLED_BY_OPERATOR);
  }

  @Test
  void answerTime_runsOnlyWhileConnectedAndAnewWhenSentAgain() {
    talk.hearsFullDevice(1).waits(Duration.ofSeconds(29)).hears(new ConnectionLost());
    talk.waits(Duration.ofSeconds(60));
    talk.hearsFullDevice(1).waits(Duration.ofSeconds(29));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.waits(Duration.ofSeconds(1));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.STEP_TIMEOUT);
  }

  @Test
  void reconnectWindow_startsAgainWithTheServerAndEndsWithALogin() {
    talk.hearsFullDevice(1).hears(new ConnectionLost()).waits(Duration.ofSeconds(119));
    talk.crashes().waits(Duration.ofSeconds(119));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.hears(Given.login()).waits(Duration.ofSeconds(29));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.waits(Duration.ofSeconds(1));
    assertThat(talk.session().request().progress().failureCause())
        .contains(FailureCause.MESSAGE_TIMEOUT);
  }

  @Test
  void runningAttempt_goesOnAfterItsRequestExpired() {
    talk.hearsFullDevice(1).hears(new ConnectionLost(), Given.login(), new Subscribed());
    ProvisionRequest request = talk.session().request();
    assertThat(StartRules.obstacle(request, Given.START.plus(Duration.ofDays(400)))).isEmpty();
    talk.hears(fullWish(1));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CERTIFICATES));
  }

  @Test
  void otherProfileThanBefore_supersedesTheAttempt() {
    Talk any = new Talk(request(Given.options(ProfileRule.ANY, 5), Optional.empty()));
    any.hears(Given.login(), new Subscribed(), plainWish(), new ConnectionLost());
    any.hearsFullDevice(1);
    assertThat(any.session().request().progress().attempts()).isEqualTo(2);
    assertThat(any.lastEffects()).contains(new Effect.Send(Ask.CERTIFICATES));
  }

  @Test
  void stop_endsTheAttemptAndRevokesWhatWasDelivered() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new StopOrdered());
    assertThat(talk.status()).isEqualTo(ExecutionStatus.STOPPED);
    assertThat(talk.lastEffects())
        .contains(new Effect.RevokeCredentials(1, 1, FailureCause.CANCELLED_BY_OPERATOR));
    assertThat(talk.session().execution().orElseThrow().failureCause())
        .contains(FailureCause.CANCELLED_BY_OPERATOR);
    talk.hears(new Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.STOPPED);
  }

  @Test
  void stopAfterArrival_comesTooLate() {
    talk.hearsFullDevice(1).hears(yes(Ask.CERTIFICATES), new Arrived(1), new StopOrdered());
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void unobservedBroker_completesFullAtItsLastAnswer() {
    talk.hears(Given.login(), new Subscribed(), unobserved(fullWish(1)))
        .hears(yes(Ask.CERTIFICATES), yes(Ask.CONFIGURATION), yes(Ask.COMPLETE));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void unobservedBroker_completesKuraWhenItLeaves() {
    talk.hears(Given.login(), new Subscribed(), unobserved(kuraBirth("CONF-V1")))
        .hears(yes(Ask.CONFIGURATION));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.RUNNING);
    talk.hears(new ConnectionLost());
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  private static List<Effect> turnedAway(FailureCause cause) {
    return List.of(new Effect.Close(Closing.REFUSED), new Effect.TurnAway(cause));
  }
}
