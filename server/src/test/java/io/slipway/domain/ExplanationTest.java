// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Explanation.Diagnosis;
import io.slipway.domain.Explanation.Facts;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One glance tells why a device was not provisioned. */
class ExplanationTest {
  private static final Instant NOW = Given.START.plusSeconds(3_600);

  @Test
  void deviceThatNobodyOrdered_isTold() {
    Explanation nobody =
        explain(new Facts("gateway-1", Optional.empty(), Optional.empty(), List.of()));
    assertThat(nobody.diagnosis()).isEqualTo(Diagnosis.NOT_ORDERED);
    assertThat(nobody.reason()).contains("No device has come");
    Rejection came = rejection(Rejection.Point.PROVISION_LOGIN, FailureCause.UNKNOWN_CLIENT_ID, 10);
    Facts seen = new Facts("gateway-1", Optional.empty(), Optional.empty(), List.of(came));
    assertThat(explain(seen).reason()).contains("came with it and was turned away");
  }

  @Test
  void deviceThatSleptPastItsCertificate_isToldOf() {
    CertificateRenewal wish =
        CertificateRenewal.of(Given.certificate(7), "192.0.2.1", Given.START.plusSeconds(90_000));
    ProvisionRequest arrived =
        Given.request().with(with(Given.request(), ExecutionStatus.COMPLETED));
    Instant now = wish.askedOn();
    Explanation waiting = Explanation.of(renewing(arrived, wish), now);
    assertThat(waiting.diagnosis()).isEqualTo(Diagnosis.PROVISIONED);
    assertThat(waiting.cause()).contains(FailureCause.CERTIFICATE_UNTRUSTED);
    assertThat(waiting.advice()).contains("slipway certificate approve gateway-1");
    CertificateRenewal approved = wish.decided(true, now, new Id(9));
    assertThat(Explanation.of(renewing(arrived, approved), now).reason()).contains("approved");
    CertificateRenewal rejected = wish.decided(false, now, new Id(9));
    assertThat(Explanation.of(renewing(arrived, rejected), now).advice()).contains("rearm");
    assertThat(Explanation.of(renewing(arrived, wish), wish.endsOn()).cause()).isEmpty();
  }

  private static Facts renewing(ProvisionRequest request, CertificateRenewal renewal) {
    return new Facts(
        "gateway-1", Optional.of(request), Optional.empty(), List.of(), Optional.of(renewal));
  }

  private static RequestProgress with(ProvisionRequest request, ExecutionStatus status) {
    RequestProgress before = request.progress();
    return new RequestProgress(
        status,
        before.failureCause(),
        before.generation(),
        before.attempts(),
        before.terms(),
        before.delivered(),
        before.pinnedFull(),
        before.revision(),
        before.owner());
  }

  @Test
  void deviceThatNeverCame_isNotSeen() {
    Explanation explanation = explain(facts(Given.request()));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.NOT_SEEN);
    assertThat(explanation.cause()).isEmpty();
  }

  @Test
  void deviceThatCameWithAWrongLogin_isRefusedForThat() {
    Rejection newest = rejection(Rejection.Point.PROVISION_LOGIN, FailureCause.WRONG_PASSWORD, 20);
    Rejection older = rejection(Rejection.Point.PROVISION_LOGIN, FailureCause.WRONG_USERNAME, 10);
    Explanation explanation = explain(facts(Given.request(), newest, older));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.REFUSED);
    assertThat(explanation.cause()).contains(FailureCause.WRONG_PASSWORD);
    assertThat(explanation.reason()).isEqualTo(newest.check());
    assertThat(explanation.advice()).contains("password");
  }

  @Test
  void orderThatLetsNobodyIn_isHeldWhateverTheDeviceDid() {
    ProvisionRequest order = Given.request();
    Rejection wrong = rejection(Rejection.Point.PROVISION_LOGIN, FailureCause.WRONG_PASSWORD, 10);
    Instant late = Given.START.plusSeconds(90_000);
    assertThat(Explanation.of(facts(order, wrong), late).diagnosis()).isEqualTo(Diagnosis.HELD);
    assertThat(Explanation.of(facts(order), late).cause()).contains(FailureCause.EXPIRED);
    assertThat(Explanation.of(facts(order), Given.START.minusSeconds(1)).cause())
        .contains(FailureCause.NOT_YET_ACTIVE);
  }

  @Test
  void attemptUnderWay_saysWhereItIs() {
    ProvisioningSession running = underWay();
    Explanation explanation = explain(facts(running));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.UNDER_WAY);
    assertThat(explanation.cause()).isEmpty();
  }

  @Test
  void deviceThatItsAccountsBrokerRefuses_isSaidToBeRefusedThere() {
    ProvisioningSession running = underWay();
    Rejection there = rejection(Rejection.Point.ACCOUNT_LOGIN, FailureCause.WRONG_PASSWORD, 60);
    Explanation explanation = explain(facts(running, there));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.UNDER_WAY);
    assertThat(explanation.reason()).startsWith("Its account's broker does not let it in.");
  }

  @Test
  void rejectionFromBeforeTheAttempt_countsNoMore() {
    Rejection old = rejection(Rejection.Point.PROVISION_LOGIN, FailureCause.WRONG_PASSWORD, -10);
    assertThat(explain(facts(underWay(), old)).cause()).isEmpty();
  }

  @Test
  void stoppedOrder_isSaidToBeStopped() {
    ProvisioningSession stopped =
        Given.session(Given.request()).on(new SessionEvent.StopOrdered(), NOW).session();
    Explanation explanation = explain(facts(stopped));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.STOPPED);
    assertThat(explanation.advice()).contains("rearm");
  }

  @Test
  void failedAttempt_saysWhyItFailed() {
    ProvisioningSession failed =
        underWay().fail(FailureCause.SIGNATURE_INVALID, "no", Given.START.plusSeconds(5)).session();
    Explanation explanation = explain(facts(failed));
    assertThat(explanation.diagnosis()).isEqualTo(Diagnosis.FAILED);
    assertThat(explanation.cause()).contains(FailureCause.SIGNATURE_INVALID);
    assertThat(explanation.advice()).contains("clock");
  }

  @ParameterizedTest
  @EnumSource(FailureCause.class)
  void everyCause_hasARemedyThatIsASentence(FailureCause cause) {
    assertThat(Remedy.of(cause)).matches("[A-Z].*\\.");
  }

  private static ProvisioningSession underWay() {
    ProvisioningSession in =
        Given.session(Given.request())
            .on(Given.login(), Given.START)
            .session()
            .on(new SessionEvent.Subscribed(), Given.START)
            .session();
    return in.on(Given.fullWish(1), Given.START).session();
  }

  private static Explanation explain(Facts facts) {
    return Explanation.of(facts, NOW);
  }

  private static Facts facts(ProvisionRequest request, Rejection... rejections) {
    return new Facts(
        request.clientId(), Optional.of(request), Optional.empty(), List.of(rejections));
  }

  private static Facts facts(ProvisioningSession session, Rejection... rejections) {
    return new Facts(
        session.request().clientId(),
        Optional.of(session.request()),
        session.execution(),
        List.of(rejections));
  }

  private static Rejection rejection(Rejection.Point point, FailureCause cause, long second) {
    Instant at = Given.START.plusSeconds(second);
    return new Rejection(
        Id.ROOT_ACCOUNT,
        "gateway-1",
        point,
        cause,
        cause.description(),
        "user-1",
        "192.0.2.1",
        true,
        1,
        at,
        at);
  }
}
