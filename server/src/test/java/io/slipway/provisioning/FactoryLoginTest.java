// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.security.TestManufacturer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that prove who they are by the certificate that their manufacturer gave them. */
class FactoryLoginTest {
  private static final Secret NONE = Secret.of("");
  private static final String SUBJECT = "SERIALNUMBER=4711,CN=gateway,O=Maker";
  private static final Duration BEAT = Duration.ofMillis(500);

  private final TestManufacturer maker = TestManufacturer.root("CN=Maker CA");
  private final X509Certificate certificate = maker.device(SUBJECT);
  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT).starts();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void deviceWithTheRightCertificate_isProvisionedWithoutAPassword() {
    trust(maker);
    ProvisionRequest order = site.orderCertified("gateway", "4711");
    TestDevice device = new TestDevice(site, order).shows(certificate).connects().asks(1);
    device.accepts("PROVISION-V1/PUT/certificates");
    device.expects("CONF-V1/PUT/configurations");
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void passwordThatCameForNothing_mayBeRepeated() {
    trust(maker);
    ProvisionRequest order = site.orderCertified("gateway", "4711");
    TestDevice device = new TestDevice(site, order).shows(certificate);
    assertThat(device.tryLogin(Secret.of("whatever"), true))
        .isInstanceOf(LoginDecision.Admitted.class);
    device.subscribes().asks(1).expects("PROVISION-V1/PUT/certificates");
  }

  @Test
  void order_mayNameTheManufacturerOrTheVeryCertificate() {
    trust(maker);
    for (String devId : List.of("manufacturer:CN=Maker CA/4711", "sha256:" + fingerprint())) {
      String clientId = "device-" + devId.length();
      ProvisionRequest order = site.orderCertified(clientId, devId);
      new TestDevice(site, order).shows(certificate).connects();
    }
  }

  @Test
  void peerThatProvesNothing_isRefusedAlikeWhateverIsWrong() {
    trust(maker);
    ProvisionRequest order = site.orderCertified("gateway", "4711");
    TestManufacturer namesake = TestManufacturer.root("CN=Maker CA");
    refused(order, FailureCause.CERTIFICATE_UNTRUSTED, true, namesake.device(SUBJECT));
    refused(order, FailureCause.CERTIFICATE_UNTRUSTED, true);
    refused(order, FailureCause.CERTIFICATE_MISMATCH, true, maker.device("SERIALNUMBER=4712"));
    refused(order, FailureCause.CERTIFICATE_UNTRUSTED, true, maker.certificate());
    refused(order, FailureCause.CERTIFICATE_UNTRUSTED, false);
    ProvisionRequest nobody = site.orderCertified("nobody", "1");
    site.store.real().delete(nobody, Instant.EPOCH);
    refused(nobody, FailureCause.UNKNOWN_CLIENT_ID, true, certificate);
  }

  /** On a beat of half a second after it has begun, and without a word that tells them apart. */
  private void refused(
      ProvisionRequest order, FailureCause inside, boolean secure, X509Certificate... shown) {
    Instant began = Instant.now();
    LoginDecision decision = new TestDevice(site, order).shows(shown).tryLogin(NONE, secure);
    assertThat(decision).isEqualTo(new LoginDecision.Turned(inside, OptionalLong.empty()));
    assertThat(inside.audience()).isEqualTo(FailureCause.Audience.UNPROVEN);
    assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(BEAT.minusMillis(5));
  }

  @Test
  void certificateOfAnotherAccountsManufacturer_isNotTrusted() {
    trust(maker, Id.ROOT_ACCOUNT);
    ProvisionRequest order = site.orderCertified("gateway", "4711");
    refused(order, FailureCause.CERTIFICATE_UNTRUSTED, true, certificate);
  }

  @Test
  void certificate_doesNotStandInForAPassword() {
    trust(maker);
    ProvisionRequest order = site.order("gateway");
    refused(order, FailureCause.WRONG_PASSWORD, true, certificate);
    assertThat(new TestDevice(site, order).tryLogin(Site.PASSWORD, true))
        .isInstanceOf(LoginDecision.Admitted.class);
  }

  @Test
  void operator_learnsWhatWasShownAndWhatIsWrong() {
    trust(maker);
    ProvisionRequest order = site.orderCertified("gateway", "4712");
    refused(order, FailureCause.CERTIFICATE_MISMATCH, true, certificate);
    site.rejections.write();
    List<Rejection> known = site.store.real().rejections().of(Site.ACME, "gateway");
    assertThat(known).hasSize(1);
    assertThat(known.get(0).cause()).isEqualTo(FailureCause.CERTIFICATE_MISMATCH);
    assertThat(known.get(0).check())
        .contains("not the one that the order names")
        .contains("CN=gateway")
        .contains("device id 4711")
        .contains(fingerprint());
    assertThat(known.get(0).told()).contains("bad user name or password");
  }

  @Test
  void provenDevice_isToldWhyItMayNotBeProvisioned() {
    trust(maker);
    ProvisionRequest order = site.orderCertified("gateway", "4711");
    site.provisioner().stop(order.id());
    assertThat(new TestDevice(site, order).shows(certificate).tryLogin(NONE, true))
        .isInstanceOfSatisfying(
            LoginDecision.Turned.class,
            turned -> assertThat(turned.cause()).isEqualTo(FailureCause.STOPPED));
  }

  @Test
  void deletedManufacturer_endsConnectionsOfItsDevices() {
    ManufacturerAuthority trusted = trust(maker);
    TestManufacturer second = TestManufacturer.root("CN=Second CA");
    trust(second);
    TestDevice gone = in("gone", "4711", certificate);
    TestDevice stays = in("stays", "1", second.device("SERIALNUMBER=1"));
    TestDevice byPassword = new TestDevice(site, site.order("other")).connects();
    site.store.real().manufacturers().delete(trusted);
    site.provisioner().reviewFactoryCertificates();
    assertThat(gone.closed()).isEqualTo(Closing.REFUSED);
    assertThat(stays.isClosed()).isFalse();
    assertThat(byPassword.isClosed()).isFalse();
  }

  @Test
  void nodeThatNobodyTold_noticesWhenItLooksAround() {
    ManufacturerAuthority trusted = trust(maker);
    TestDevice gone = in("gone", "4711", certificate);
    site.provisioner().look();
    assertThat(gone.isClosed()).isFalse();
    site.store.real().manufacturers().delete(trusted);
    site.provisioner().look();
    assertThat(gone.closed()).isEqualTo(Closing.REFUSED);
  }

  @Test
  void revokedCertificate_endsItsConnectionAndComesInNoMore() {
    ManufacturerAuthority trusted = trust(maker);
    TestDevice gone = in("gone", "4711", certificate);
    Instant now = Instant.now();
    ManufacturerAuthority.Revocations revocations =
        new ManufacturerAuthority.Revocations(
            trusted.revocations().policy(),
            Optional.of(
                TestManufacturer.pem(
                    maker.crl(now.minusSeconds(60), now.plusSeconds(600), certificate))),
            Optional.empty());
    site.store
        .real()
        .manufacturers()
        .update(trusted.with(revocations, trusted.audit().modified(now, Id.PLATFORM)));
    site.provisioner().reviewFactoryCertificates();
    assertThat(gone.closed()).isEqualTo(Closing.REFUSED);
    ProvisionRequest again = site.orderCertified("again", "4711");
    refused(again, FailureCause.CERTIFICATE_UNTRUSTED, true, certificate);
  }

  private TestDevice in(String clientId, String devId, X509Certificate shown) {
    return new TestDevice(site, site.orderCertified(clientId, devId)).shows(shown).connects();
  }

  private ManufacturerAuthority trust(TestManufacturer one) {
    return trust(one, Site.ACME);
  }

  private ManufacturerAuthority trust(TestManufacturer one, Id account) {
    String name = one.certificate().getSubjectX500Principal().getName();
    ManufacturerAuthority trusted =
        one.trusted(site.secrets.ids().next(), account, name, Optional.empty());
    site.store.real().manufacturers().create(trusted);
    return trusted;
  }

  private String fingerprint() {
    return TestManufacturer.fingerprint(certificate);
  }
}
