// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Actor;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.DeviceDraft;
import io.slipway.registry.Devices;
import io.slipway.security.IdSource;
import io.slipway.security.TestCsr;
import io.slipway.store.AuditFilter;
import io.slipway.store.PageRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EST over HTTPS, asked by the client of Bouncy Castle, and by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EstResourceTest {
  private EstSite site;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    site = new EstSite(folder);
  }

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void authorities_areToldToEverybodyForTheAccountThatIsNamed() throws Exception {
    EstClient nobody = EstClient.nobody(site);
    X509Certificate acme = site.authority.account(EstSite.ACME, "acme").certificate();
    assertThat(
            nobody.bouncyCastle("acme").getCACerts().getCertificateStore().getMatches(null).stream()
                .map(c -> c.getSubject().toString()))
        .containsExactlyInAnyOrder("CN=acme Device CA", "CN=Slipway Root CA");
    EstClient.Said byId = nobody.get("/" + EstSite.ACME + "/cacerts");
    assertThat(byId.type()).isEqualTo("application/pkcs7-mime; smime-type=certs-only");
    assertThat(byId.certificates()).hasSize(2);
    assertThat(nobody.get("/cacerts").certificate()).isEqualTo(site.authority.root());
    assertThat(nobody.get("/nobody/cacerts").status()).isEqualTo(404);
    EstClient.Said own = EstClient.of(site, site.owner("asks-for-cas")).get("/cacerts");
    assertThat(own.certificates())
        .anySatisfy(c -> assertThat(EstClient.certificate(c)).isEqualTo(acme));
  }

  @Test
  void attributes_nameTheKeyThatIsToBeMade() throws Exception {
    assertThat(
            EstClient.nobody(site)
                .bouncyCastle("acme")
                .getCSRAttributes()
                .getAttributesResponse()
                .getRequirements())
        .contains(X9ObjectIdentifiers.ecdsa_with_SHA256, X9ObjectIdentifiers.id_ecPublicKey);
    EstClient.Said own =
        EstClient.of(site, site.owner("ed-attrs", KeyType.ED25519)).get("/csrattrs");
    assertThat(own.type()).isEqualTo("application/csrattrs");
    assertThat(Base64.getMimeDecoder().decode(own.body()))
        .containsExactly(0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70);
    assertThat(EstClient.nobody(site).get("/nobody/csrattrs").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void device_renewsByItsCertificateForANewKey(KeyType type) throws Exception {
    EstSite.Owner owner = site.owner("renews-" + type.ordinal(), type);
    KeyPair key = TestCsr.newKey(type);
    ESTService est = EstClient.of(site, owner).bouncyCastle("acme");
    EnrollmentResponse answer =
        est.simpleEnroll(true, new PKCS10CertificationRequest(owner.csr(key)), null);
    assertThat(answer.isCompleted()).isTrue();
    assertThat(answer.getStore().getMatches(null)).hasSize(1);
    X509Certificate renewed =
        EstClient.certificate(answer.getStore().getMatches(null).iterator().next());
    assertThat(renewed.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(renewed.getSubjectX500Principal())
        .isEqualTo(owner.certificate().getSubjectX500Principal());
    assertThat(List.copyOf(renewed.getSubjectAlternativeNames()))
        .isEqualTo(List.copyOf(owner.certificate().getSubjectAlternativeNames()));
    renewed.verify(owner.issuer().getPublicKey());
    DeviceCertificate stored = site.stored(renewed);
    assertThat(stored.replaces()).contains(owner.record().id());
    assertThat(stored.notAfter()).isBefore(site.now().plus(Duration.ofDays(31)));
    assertThat(site.store.certificates().issued(owner.request().id(), 1)).hasSize(1);
  }

  @Test
  void certificateBefore_countsUntilTheNewOneHasBeenSeen() throws Exception {
    EstSite.Owner owner = site.owner("goes-over");
    X509Certificate lost = renewed(owner, owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    X509Certificate renewed = renewed(owner, owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(site.logsIn("goes-over", owner.certificate())).isPresent();
    assertThat(site.stored(owner.certificate()).revoked()).isFalse();
    assertThat(site.logsIn("goes-over", renewed)).isPresent();
    for (X509Certificate before : List.of(owner.certificate(), lost)) {
      assertThat(site.stored(before).revocation().map(DeviceCertificate.Revocation::cause))
          .contains("SUPERSEDED");
      assertThat(site.logsIn("goes-over", before)).isEmpty();
    }
    assertThat(site.logsIn("goes-over", renewed)).isPresent();
    assertThat(audited("certificateSuperseded", "goes-over")).isEqualTo(1);
    assertThat(audited("certificateIssued", "goes-over")).isEqualTo(2);
    EstClient.Said late =
        EstClient.of(site, owner).reenrolls(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.body()).contains("revoked");
  }

  @Test
  void newCertificateBesideAPassword_hasBeenSeenToo() throws Exception {
    EstSite.Owner owner = site.owner("beside");
    X509Certificate renewed = renewed(owner, owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(site.logsIn("beside", EstSite.PASSWORD, owner.certificate())).isPresent();
    assertThat(site.stored(owner.certificate()).revoked()).isFalse();
    assertThat(site.logsIn("beside", EstSite.PASSWORD, renewed)).isPresent();
    assertThat(site.stored(owner.certificate()).revoked()).isTrue();
    assertThat(site.logsIn("beside", EstSite.PASSWORD, owner.certificate()))
        .as("the password decides")
        .isPresent();
  }

  @Test
  void sameRequest_getsTheSameCertificateAlsoFromManyAtOnce() throws Exception {
    EstSite.Owner owner = site.owner("repeats");
    byte[] csr = owner.csr(owner.key());
    EstClient client = EstClient.of(site, owner);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<X509Certificate>> all =
          IntStream.range(0, 8)
              .<Callable<X509Certificate>>mapToObj(i -> () -> client.reenrolls(csr).certificate())
              .toList();
      List<X509Certificate> got =
          threads.invokeAll(all).stream().map(f -> f.resultNow()).distinct().toList();
      assertThat(got).hasSize(1);
      assertThat(got.get(0)).isNotEqualTo(owner.certificate());
      assertThat(got.get(0).getPublicKey()).isEqualTo(owner.key().getPublic());
    }
  }

  @Test
  void requestForAnythingElse_isMalformed() throws Exception {
    EstSite.Owner owner = site.owner("strict");
    EstClient client = EstClient.of(site, owner);
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    byte[] other = site.owner("somebody").certificate().getSubjectX500Principal().getEncoded();
    assertThat(client.reenrolls(TestCsr.der(key, other, "urn:slipway:acme:strict")).body())
        .contains("its subject is not");
    for (String uri : List.of("", "urn:slipway:acme:other")) {
      EstClient.Said said = client.reenrolls(owner.csr(key, uri));
      assertThat(said.status()).isEqualTo(400);
      assertThat(said.body()).contains("alternative names");
    }
    assertThat(client.reenrolls(owner.csr(TestCsr.newKey(KeyType.ED25519))).status())
        .isEqualTo(400);
    assertThat(client.reenrolls(new byte[] {0x30, 0}).status()).isEqualTo(400);
    assertThat(client.post("/simplereenroll", EstClient.PLAIN, "not base64!").status())
        .isEqualTo(400);
    String good = Base64.getEncoder().encodeToString(owner.csr(key));
    assertThat(client.post("/simplereenroll", "application/json", good).status()).isEqualTo(415);
    assertThat(client.post("/simplereenroll", EstClient.PLAIN, "A".repeat(16_385)).status())
        .isEqualTo(413);
    assertThat(client.post("/other/simplereenroll", EstClient.PLAIN, good).status()).isEqualTo(403);
    String broken = Base64.getMimeEncoder().encodeToString(owner.csr(key));
    assertThat(
            client
                .post("/simplereenroll", EstClient.PLAIN + "; x=y", " " + broken + "\r\n")
                .status())
        .isEqualTo(200);
  }

  /** Whatever bytes are changed, there is an answer, and never one for other names. */
  @Test
  void mutilatedRequest_isAnsweredWithARefusal() throws Exception {
    EstSite.Owner owner = site.owner("mutilated");
    EstClient client = EstClient.of(site, owner);
    byte[] whole = owner.csr(TestCsr.newKey(KeyType.EC_P256));
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      assertThat(client.reenrolls(changed).status()).isEqualTo(400);
    }
  }

  @Test
  void whoShowsNothingKnown_isAskedForALogin() throws Exception {
    EstSite.Owner owner = site.owner("known");
    byte[] csr = owner.csr(owner.key());
    EstClient.Said nobody = EstClient.nobody(site).reenrolls(csr);
    assertThat(nobody.status()).isEqualTo(401);
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    TestIdentity foreign = TestIdentity.make();
    EstClient stranger =
        EstClient.with(
            site,
            new KeyPair(foreign.tls().chain().get(0).getPublicKey(), foreign.tls().key()),
            foreign.tls().chain().get(0));
    assertThat(stranger.reenrolls(owner.csr(key)).status()).isEqualTo(401);
    assertThat(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:" + site.httpPort() + "/.well-known/est/cacerts"))
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void deviceWithAPassword_enrollsWhereItsRequestOrdersACertificate() throws Exception {
    Optional<CertificateOrder> order =
        Optional.of(new CertificateOrder(CertificateOrder.Issue.BESIDE, KeyType.EC_P256, 9));
    site.provisioned("by-login", order);
    site.provisioned("no-order", Optional.empty());
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    byte[] csr = TestCsr.der(key, name("by-login"), "");
    ESTService est = EstClient.nobody(site).bouncyCastle("acme");
    EnrollmentResponse answer =
        est.simpleEnroll(
            false,
            new PKCS10CertificationRequest(csr),
            new JcaHttpAuthBuilder("by-login-1", EstSite.PASSWORD.toCharArray()).build());
    X509Certificate got =
        EstClient.certificate(answer.getStore().getMatches(null).iterator().next());
    assertThat(got.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(enroll("by-login", EstSite.PASSWORD, csr).certificate()).isEqualTo(got);
    assertThat(site.logsIn("by-login", got)).isPresent();
    EstClient.Said unordered =
        enroll("no-order", EstSite.PASSWORD, TestCsr.der(key, name("no-order"), ""));
    assertThat(unordered.status()).isEqualTo(403);
    assertThat(unordered.body()).contains("orders no certificate");
    assertThat(
            enroll("by-login", EstSite.PASSWORD, TestCsr.der(key, name("no-order"), "")).status())
        .isEqualTo(400);
    KeyPair next = TestCsr.newKey(KeyType.EC_P256);
    byte[] another = TestCsr.der(next, name("by-login"), "");
    X509Certificate second = enroll("by-login", EstSite.PASSWORD, another).certificate();
    assertThat(site.stored(second).replaces()).contains(site.stored(got).id());
  }

  @Test
  void wrongPasswords_areSlowedAndTheRightOneIsNot() throws Exception {
    site.provisioned(
        "guessed",
        Optional.of(new CertificateOrder(CertificateOrder.Issue.BESIDE, KeyType.EC_P256, 9)));
    byte[] csr = TestCsr.der(TestCsr.newKey(KeyType.EC_P256), name("guessed"), "");
    EstClient.Said wrong = enroll("guessed", "wrong", csr);
    assertThat(wrong.status()).isEqualTo(401);
    while (wrong.status() == 401) {
      wrong = enroll("guessed", "wrong", csr);
    }
    assertThat(wrong.status()).isEqualTo(429);
    assertThat(wrong.retryAfter()).isPresent();
    assertThat(enroll("guessed", EstSite.PASSWORD, csr).status()).isEqualTo(200);
  }

  @Test
  void deviceThatAsksWithEverNewKeys_isSlowed() throws Exception {
    EstSite.Owner owner = site.owner("greedy");
    EstClient client = EstClient.of(site, owner);
    EstClient.Said last = client.reenrolls(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    for (int i = 0; i < 15; i++) {
      last = client.reenrolls(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.retryAfter()).contains("3600");
  }

  @Test
  void disabledDevice_isRefused() throws Exception {
    EstSite.Owner owner = site.owner("disabled");
    X509Certificate renewed = renewed(owner, owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(renewed).isNotNull();
    Device device = site.store.device(EstSite.ACME, "disabled").orElseThrow();
    IdSource ids = new IdSource(Clock.systemUTC(), 2);
    new Devices(site.store, ids, new AuditTrail(site.store, ids, Clock.systemUTC()))
        .edit(
            device,
            new Actor(new Id(9), "ann", ""),
            device.audit().optlock(),
            new DeviceDraft("disabled", false, Map.of()));
    EstClient.Said said =
        EstClient.of(site, owner).reenrolls(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.body()).contains("disabled");
  }

  private X509Certificate renewed(EstSite.Owner owner, byte[] csr) throws Exception {
    return EstClient.of(site, owner).reenrolls(csr).certificate();
  }

  private EstClient.Said enroll(String clientId, String password, byte[] csr) throws Exception {
    String login = clientId + "-1:" + password;
    return EstClient.nobody(site)
        .post(
            "/simpleenroll",
            EstClient.PLAIN,
            Base64.getEncoder().encodeToString(csr),
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] name(String clientId) {
    return new javax.security.auth.x500.X500Principal("CN=" + clientId + ",O=acme").getEncoded();
  }

  private long audited(String action, String clientId) {
    return site
        .store
        .auditRecords(
            EstSite.ACME, AuditFilter.ALL, new PageRequest(1000, 0, Optional.empty(), true))
        .items()
        .stream()
        .filter(r -> r.action().equals(action) && r.subject().name().equals(clientId))
        .count();
  }
}
