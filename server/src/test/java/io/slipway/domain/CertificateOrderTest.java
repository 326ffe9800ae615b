// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.certificate;
import static io.slipway.domain.Given.certified;
import static io.slipway.domain.Given.csr;
import static io.slipway.domain.Given.fullWish;
import static io.slipway.domain.Given.no;
import static io.slipway.domain.Given.plainWish;
import static io.slipway.domain.Given.yes;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.CertificateOrder.Issue;
import io.slipway.domain.SessionEvent.ConnectionLost;
import io.slipway.domain.SessionEvent.StopOrdered;
import io.slipway.domain.SessionEvent.Subscribed;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A request that orders a certificate for the device. */
class CertificateOrderTest {
  private static final DeviceCertificate ISSUED = certificate(7);

  private final Talk talk = new Talk(order(ProfileRule.ANY));

  @Test
  void device_isAskedForItsKeyBetweenTrustAndConfiguration() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CSR));
    talk.hears(csr(ISSUED));
    assertThat(talk.lastEffects())
        .containsExactlyInAnyOrder(
            new Effect.IssueCertificate(ISSUED), new Effect.Send(Ask.DEVICE_CERTIFICATE));
    assertThat(talk.conversation().step()).isEqualTo(Step.CERTIFICATES_UPDATING);
    talk.hears(yes(Ask.DEVICE_CERTIFICATE));
    assertThat(talk.lastEffects())
        .containsExactly(new Effect.IssueCredential(), new Effect.Send(Ask.CONFIGURATION));
  }

  @Test
  void certificateInsteadOfThePassword_issuesNoPassword() {
    comes(Issue.INSTEAD, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED), yes(Ask.DEVICE_CERTIFICATE));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CONFIGURATION));
    talk.hears(yes(Ask.CONFIGURATION), yes(Ask.COMPLETE), new SessionEvent.Arrived(1));
    assertThat(talk.status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(talk.allEffects()).noneMatch(Effect.IssueCredential.class::isInstance);
  }

  @Test
  void certificate_isStoredBeforeItIsSentAndSentAgainAfterACrash() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED));
    talk.crashes();
    comes(Issue.BESIDE, 1);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.DEVICE_CERTIFICATE));
    assertThat(talk.conversation().certificate()).contains(ISSUED.id());
  }

  @Test
  void otherNonce_getsTheChainAgainBeforeItsCertificate() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED), new ConnectionLost());
    comes(Issue.BESIDE, 2);
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.CERTIFICATES));
    talk.hears(yes(Ask.CERTIFICATES));
    assertThat(talk.lastEffects()).containsExactly(new Effect.Send(Ask.DEVICE_CERTIFICATE));
  }

  @Test
  void answerThatComesTwice_changesNothing() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED));
    ProvisioningSession before = talk.session();
    talk.hears(csr(certificate(8)));
    assertThat(talk.session()).isEqualTo(before);
    assertThat(talk.lastEffects()).isEmpty();
  }

  @Test
  void certificationRequestThatCannotBeUsed_endsTheAttemptSayingWhy() {
    comes(Issue.BESIDE, 1)
        .hears(
            yes(Ask.CERTIFICATES),
            new SessionEvent.Answered(
                Ask.CSR, 200, "it is not DER", Optional.empty(), Optional.empty()));
    assertFailed(
        FailureCause.CSR_REFUSED, "the certification request cannot be used: it is not DER");
  }

  @Test
  void deviceThatMakesNoKey_endsTheAttempt() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), no(Ask.CSR));
    assertFailed(
        FailureCause.CSR_REFUSED, "the device answered 500 to the certification request: cannot");
  }

  @Test
  void deviceThatRefusesItsCertificate_endsTheAttempt() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED), no(Ask.DEVICE_CERTIFICATE));
    assertFailed(
        FailureCause.CERTIFICATES_REFUSED,
        "the device answered 500 to the device's certificate: cannot");
  }

  @Test
  void kuraProfile_isNotAllowed() {
    talk.hears(Given.login(), new Subscribed(), certified(plainWish(), Issue.BESIDE));
    assertThat(talk.lastEffects()).contains(new Effect.TurnAway(FailureCause.PROFILE_NOT_ALLOWED));
    assertThat(talk.session().execution()).isEmpty();
  }

  @Test
  void birth_isPassedOverAsWhereTheFullProfileIsDemanded() {
    talk.hears(
        Given.login(), new Subscribed(), certified(Given.kuraBirth("CONF-V1"), Issue.BESIDE));
    assertThat(talk.lastEffects()).isEmpty();
  }

  @Test
  void stop_revokesACertificateAlsoBeforeTheConfigurationWasSent() {
    comes(Issue.BESIDE, 1).hears(yes(Ask.CERTIFICATES), csr(ISSUED), new StopOrdered());
    assertThat(talk.lastEffects())
        .contains(new Effect.RevokeCredentials(1, 1, FailureCause.CANCELLED_BY_OPERATOR));
  }

  private void assertFailed(FailureCause cause, String text) {
    assertThat(talk.session().request().progress().failureCause()).contains(cause);
    List<Execution.LogLine> log = talk.session().execution().orElseThrow().log();
    assertThat(log.get(log.size() - 1).text()).isEqualTo(cause + ": " + text);
  }

  private Talk comes(Issue issue, int nonce) {
    return talk.hears(Given.login(), new Subscribed(), certified(fullWish(nonce), issue));
  }

  private static ProvisionRequest order(ProfileRule rule) {
    RequestOptions plain = Given.options(rule, 5);
    return Given.request(
        new RequestOptions(
            plain.endpointInfoId(),
            plain.activation(),
            plain.connection(),
            ConfigurationSnapshot.EMPTY,
            new RequestOptions.Extra(
                5,
                rule,
                Reprovision.ON_REQUEST,
                Optional.empty(),
                Optional.of(CertificateOrder.DEFAULT))),
        Optional.empty());
  }
}
