// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.CSR;
import static io.slipway.provisioning.TestDevice.DEVICE_CERTIFICATE;
import static io.slipway.provisioning.TestDevice.REFUSE;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateOrder.Issue;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.provisioning.TestDevice.Heard;
import io.slipway.security.IssuerChain;
import io.slipway.security.TestCsr;
import io.slipway.security.TestEst;
import io.slipway.security.TestPki;
import io.slipway.store.PageRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How a device comes by a certificate for a key of its own. */
class CertificateFlowTest {
  private static final String SUBJECT = "CN=gateway,O=acme";

  private final KeyPair key = TestCsr.newKey(KeyType.EC_P256);
  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void device_getsACertificateForTheKeyItMade(KeyType type) throws Exception {
    ProvisionRequest order = order(new CertificateOrder(Issue.BESIDE, type, 30));
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    Heard trust = device.expects(CERTIFICATES);
    await(device.answers(trust, Answer.accepted()));
    Heard csr = device.expects(CSR);
    TestDevice.verify(TestDevice.verifierIn(trust), csr);
    assertThat(csr.payload().string("subject")).contains(SUBJECT);
    assertThat(csr.payload().string("key.type")).contains(type.wireName());

    KeyPair made = TestCsr.newKey(type);
    await(device.answers(csr, with(TestCsr.of(made, SUBJECT))));
    Heard certificate = device.expects(DEVICE_CERTIFICATE);
    TestDevice.verify(TestDevice.verifierIn(trust), certificate);
    List<X509Certificate> chain = chainIn(certificate);
    assertThat(chain).hasSize(3);
    assertThat(chain.get(0).getPublicKey()).isEqualTo(made.getPublic());
    chain.get(0).verify(chain.get(1).getPublicKey());
    chain.get(1).verify(site.secrets.authority().root().getPublicKey());
    assertThat(chain.get(2)).isEqualTo(site.secrets.authority().root());
    assertThat(chain.get(0).getNotAfter().toInstant())
        .isBefore(Instant.now().plus(Duration.ofDays(31)));

    await(device.answers(certificate, Answer.accepted()));
    Heard configuration = device.expects(CONFIGURATION);
    assertThat(TestDevice.passwordIn(configuration)).isNotNull();
    await(device.answers(configuration, Answer.accepted()));
    device.accepts(COMPLETE).hangsUp();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(stored(order))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.serial()).isEqualTo(chain.get(0).getSerialNumber().toString(16));
              assertThat(kept.pem()).isEqualTo(Pem.of(chain.subList(0, 2)));
              assertThat(kept.countsAt(Instant.now())).isTrue();
            });
  }

  @Test
  void certificate_saysWhatWasOrdered() throws Exception {
    CertificateProfile profile =
        new CertificateProfile(
            Optional.of("CN=Pumpe ä\\, 7,OU=plant,O=acme"),
            List.of("dns:pump.example", "uri:https://pump.example/7"),
            Set.of(KeyUse.DIGITAL_SIGNATURE, KeyUse.KEY_AGREEMENT));
    ProvisionRequest order = order(CertificateOrder.DEFAULT.with(profile));
    TestDevice device = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    Heard csr = device.expects(CSR);
    String subject = csr.payload().string("subject").orElseThrow();
    assertThat(subject).isEqualTo(profile.subject().orElseThrow());
    await(device.answers(csr, with(TestCsr.of(key, subject))));
    X509Certificate issued = chainIn(device.expects(DEVICE_CERTIFICATE)).get(0);
    assertThat(issued.getSubjectX500Principal()).isEqualTo(new X500Principal(subject));
    assertThat(issued.getSubjectAlternativeNames())
        .containsExactly(
            List.of(6, "urn:slipway:acme:gateway"),
            List.of(2, "pump.example"),
            List.of(6, "https://pump.example/7"));
    assertThat(issued.getKeyUsage()).startsWith(true, false, false, false, true);

    ProvisionRequest other = site.order("other", site.with(CertificateOrder.DEFAULT.with(profile)));
    TestDevice liar = new TestDevice(site, other).connects().asks(1).accepts(CERTIFICATES);
    await(liar.answers(liar.expects(CSR), with(TestCsr.of(key, "CN=other,O=acme"))));
    liar.expects(REFUSE);
    assertThat(site.progress(other).failureCause()).contains(FailureCause.CSR_REFUSED);
  }

  @Test
  void certificateInsteadOfThePassword_isAllThatTheDeviceHas() {
    ProvisionRequest order = order(new CertificateOrder(Issue.INSTEAD, KeyType.EC_P256, 30));
    TestDevice device = certified(new TestDevice(site, order).connects().asks(1));
    Heard configuration = device.accepts(DEVICE_CERTIFICATE).expects(CONFIGURATION);
    assertThat(
            TestDevice.snapshotIn(configuration)
                .component(KuraPids.MQTT_DATA_TRANSPORT)
                .orElseThrow()
                .properties())
        .doesNotContainKey("password")
        .containsKey("username");
    assertThat(site.store.real().credentials("gateway-1")).isEmpty();
    assertThat(site.progress(order).delivered()).isTrue();
  }

  /** How the device and the server part in the middle. */
  private enum Parting {
    CONNECTION_LOST,
    SERVER_CRASH,
    TAKE_OVER
  }

  @ParameterizedTest
  @EnumSource(Parting.class)
  void question_isTheSameAfterALoss(Parting parting) {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice first = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    Heard question = first.expects(CSR);
    part(parting, first);
    TestDevice second = new TestDevice(site, order).connects().asks(1);
    if (parting == Parting.SERVER_CRASH) {
      // How far the talk was is stored only where it has to be.
      second.accepts(CERTIFICATES);
    }
    assertThat(second.expects(CSR).requestId()).isEqualTo(question.requestId());
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_LOST,1", "SERVER_CRASH,1", "TAKE_OVER,1",
    "CONNECTION_LOST,2", "SERVER_CRASH,2", "TAKE_OVER,2"
  })
  void certificate_isTheSameAfterALoss(Parting parting, int nonce) {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice first = certified(new TestDevice(site, order).connects().asks(1));
    Heard once = first.expects(DEVICE_CERTIFICATE);
    part(parting, first);
    TestDevice second = new TestDevice(site, order).connects().asks(nonce);
    if (nonce != 1) {
      second.accepts(CERTIFICATES);
    }
    Heard again = second.expects(DEVICE_CERTIFICATE);
    assertThat(again.requestId()).isEqualTo(once.requestId());
    assertThat(again.body()).isEqualTo(once.body());
    await(second.answers(again, Answer.accepted()));
    second.accepts(CONFIGURATION).accepts(COMPLETE);
    assertThat(stored(order)).hasSize(1);
  }

  @Test
  void nextAttempt_getsTheSameForTheSameRequestAndAnotherForAnotherKey() {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    byte[] csr = TestCsr.of(key, SUBJECT);
    byte[] first = certificateInAttempt(order, 1, csr);
    assertThat(certificateInAttempt(order, 2, csr)).isEqualTo(first);
    byte[] other = TestCsr.of(TestCsr.newKey(KeyType.EC_P256), SUBJECT);
    assertThat(certificateInAttempt(order, 3, other)).isNotEqualTo(first);
    assertThat(stored(order)).hasSize(2);
  }

  /** The device refuses what it gets, so that the attempt ends. */
  private byte[] certificateInAttempt(ProvisionRequest order, int nonce, byte[] csr) {
    TestDevice device = new TestDevice(site, order).connects().asks(nonce).accepts(CERTIFICATES);
    await(device.answers(device.expects(CSR), with(csr)));
    Heard certificate = device.expects(DEVICE_CERTIFICATE);
    await(device.answers(certificate, Answer.refused(400, "not mine")));
    device.expects(REFUSE);
    device.hangsUp();
    assertThat(site.progress(order).failureCause()).contains(FailureCause.CERTIFICATES_REFUSED);
    return certificate.body();
  }

  @Test
  void requestThatCannotBeUsed_endsTheAttemptAndIsInItsLog() {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice device = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    await(device.answers(device.expects(CSR), with(TestCsr.of(key, "CN=another,O=acme"))));
    assertThat(device.expects(REFUSE).payload().string("failure.cause"))
        .contains(FailureCause.CSR_REFUSED.name());
    assertThat(lastLine(order))
        .isEqualTo(
            "CSR_REFUSED: the certification request cannot be used: its subject is not " + SUBJECT);
    assertThat(stored(order)).isEmpty();

    TestDevice unable = new TestDevice(site, order).connects().asks(2).accepts(CERTIFICATES);
    await(unable.answers(unable.expects(CSR), Answer.refused(400, "no such curve")));
    assertThat(unable.expects(REFUSE).payload().string("failure.cause"))
        .contains(FailureCause.CSR_REFUSED.name());
    assertThat(lastLine(order)).endsWith("400 to the certification request: no such curve");
  }

  @Test
  void deviceOfTheKuraProfile_isRefused() {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice device = new TestDevice(site, order).connects();
    KuraPayload wish = device.wish(Optional.empty(), Optional.empty());
    await(device.says("PROV", wish));
    device.closed();
    assertThat(site.progress(order).failureCause()).contains(FailureCause.PROFILE_NOT_ALLOWED);
  }

  /** Also where it comes again with another nonce, and to be told everything anew. */
  @ParameterizedTest
  @CsvSource({"1", "2"})
  void rollOverUnderWay_breaksNoAttempt(int nonce) throws Exception {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    Heard trust = device.expects(CERTIFICATES);
    await(device.answers(trust, Answer.accepted()));
    device.expects(CSR);
    X509Certificate old = site.secrets.authority().root();
    site.secrets.authority().rollOverRoot();
    device.hangsUp();
    TestDevice again = new TestDevice(site, order).connects().asks(nonce);
    if (nonce != 1) {
      Heard trusted = again.expects(CERTIFICATES);
      TestDevice.verify(TestDevice.verifierIn(trust), trusted);
      await(again.answers(trusted, Answer.accepted()));
    }
    Heard csr = again.expects(CSR);
    TestDevice.verify(TestDevice.verifierIn(trust), csr);
    await(again.answers(csr, with(TestCsr.of(key, SUBJECT))));
    Heard certificate = again.expects(DEVICE_CERTIFICATE);
    TestDevice.verify(TestDevice.verifierIn(trust), certificate);
    List<X509Certificate> chain = chainIn(certificate);
    chain.get(0).verify(chain.get(1).getPublicKey());
    chain.get(1).verify(site.secrets.authority().root().getPublicKey());
    assertThat(chain.getLast()).isNotEqualTo(old).isEqualTo(site.secrets.authority().root());
    await(again.answers(certificate, Answer.accepted()));
    again.accepts(CONFIGURATION).accepts(COMPLETE);
  }

  @Test
  void broughtAuthority_issuesWithTheChainUpToItsOwnRoot() throws Exception {
    TestPki plant = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
    site.secrets
        .authority()
        .bring(Site.ACME, IssuerChain.read(plant.pem(), plant.keyPem(), Instant.now()));
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    TestDevice device = certified(new TestDevice(site, order).connects().asks(1));
    List<X509Certificate> chain = chainIn(device.expects(DEVICE_CERTIFICATE));
    assertThat(chain).hasSize(3).endsWith(plant.chain().toArray(X509Certificate[]::new));
    chain.get(0).verify(plant.chain().get(0).getPublicKey());
  }

  @Test
  void authorityElsewhere_isAskedOnceForARequest(@TempDir Path folder) throws Exception {
    try (TestEst est = new TestEst(folder)) {
      site.secrets.authority().bring(Site.ACME, est.settings());
      ProvisionRequest order = order(CertificateOrder.DEFAULT);
      TestDevice device = certified(new TestDevice(site, order).connects().asks(1));
      Heard first = device.expects(DEVICE_CERTIFICATE);
      assertThat(chainIn(first)).endsWith(est.pki.chain().toArray(X509Certificate[]::new));
      device.hangsUp();
      site.crashes();
      TestDevice again = new TestDevice(site, order).connects().asks(1);
      assertThat(again.expects(DEVICE_CERTIFICATE).body()).isEqualTo(first.body());
      assertThat(est.enrolled.get()).isOne();
    }
  }

  @Test
  void authorityElsewhereThatIsAway_endsTheAttemptUntilItIsThereAgain(@TempDir Path folder)
      throws Exception {
    try (TestEst est = new TestEst(folder)) {
      site.secrets.authority().bring(Site.ACME, est.settings());
      est.mood = TestEst.Mood.BUSY;
      ProvisionRequest order = order(CertificateOrder.DEFAULT);
      TestDevice device = certified(new TestDevice(site, order).connects().asks(1));
      Heard refused = device.expects(REFUSE);
      assertThat(refused.payload().string("failure.cause"))
          .contains(FailureCause.OVERLOADED.name());
      assertThat(lastLine(order)).isEqualTo("OVERLOADED: the account's authority answered 503");
      device.hangsUp();
      est.mood = TestEst.Mood.WELL;
      certified(new TestDevice(site, order).connects().asks(2)).expects(DEVICE_CERTIFICATE);
    }
  }

  @Test
  void authorityElsewhereThatIsSlow_holdsUpNobodyElse(@TempDir Path folder) throws Exception {
    try (TestEst est = new TestEst(folder)) {
      site.secrets.authority().bring(Site.ACME, est.settings());
      est.mood = TestEst.Mood.SILENT;
      ProvisionRequest order = order(CertificateOrder.DEFAULT);
      TestDevice slow = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
      slow.answers(slow.expects(CSR), with(TestCsr.of(key, SUBJECT)));
      est.asked.await();
      ProvisionRequest other = site.order("other");
      new TestDevice(site, other).connects().asks(1).accepts(CERTIFICATES).accepts(CONFIGURATION);
      assertThat(site.progress(order).failureCause()).isEmpty();
    }
  }

  @Test
  void stop_revokesTheCertificate() {
    ProvisionRequest order = order(CertificateOrder.DEFAULT);
    certified(new TestDevice(site, order).connects().asks(1)).expects(DEVICE_CERTIFICATE);
    site.provisioner().stop(order.id());
    assertThat(stored(order))
        .singleElement()
        .satisfies(
            c ->
                assertThat(c.revocation().orElseThrow().cause())
                    .isEqualTo(FailureCause.CANCELLED_BY_OPERATOR.name()));
  }

  private ProvisionRequest order(CertificateOrder certificate) {
    return site.order("gateway", site.with(certificate));
  }

  private TestDevice certified(TestDevice device) {
    device.accepts(CERTIFICATES);
    await(device.answers(device.expects(CSR), with(TestCsr.of(key, SUBJECT))));
    return device;
  }

  private void part(Parting parting, TestDevice device) {
    switch (parting) {
      case CONNECTION_LOST -> device.hangsUp();
      case SERVER_CRASH -> site.crashes();
      case TAKE_OVER -> assertThat(device.isClosed()).isFalse();
    }
  }

  private List<DeviceCertificate> stored(ProvisionRequest order) {
    return site.store
        .real()
        .certificates()
        .certificates(Site.ACME, order.clientId(), PageRequest.FIRST)
        .items();
  }

  private String lastLine(ProvisionRequest order) {
    List<Execution.LogLine> log = site.attempt(order).log();
    return log.get(log.size() - 1).text();
  }

  private static Answer with(byte[] body) {
    return new Answer(200, Optional.empty(), Optional.of(body));
  }

  private static List<X509Certificate> chainIn(Heard message) throws Exception {
    return Pem.certificates(new String(message.body(), StandardCharsets.US_ASCII));
  }
}
