// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.topic.ControlTopic;
import io.slipway.security.AuthorityCertificate.Purpose;
import io.slipway.security.AuthorityCertificate.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One authority follows another, and nobody is cut off who trusts the one or the other. */
class RollOverTest {
  private static final Instant NOW = Instant.now();
  private static final Id ACME = new Id(7);
  private static final Set<String> NAMES = Set.of("localhost");

  @TempDir private Path folder;
  private final KeysInMemory keys = new KeysInMemory();
  private CertificateAuthority authority;
  private X509Certificate old;

  @BeforeEach
  void open() throws Exception {
    authority = open(NOW);
    old = authority.root();
  }

  @Test
  void platformChain_isTrustedByWhoTrustsEitherRoot() throws Exception {
    authority.rollOverRoot();
    assertThat(authority.root()).isNotEqualTo(old);
    PlatformChain chain = PlatformChain.parse(authority.platformChain());
    chain.verify(NOW, trusting(old));
    chain.verify(NOW, trusting(authority.root()));
    assertThat(chain.root()).as("as agents of before demand it").isEqualTo(old);
    // What stands below a root of before may be limited by it.
    authority.rollOverRoot();
    PlatformChain third = PlatformChain.parse(authority.platformChain());
    for (X509Certificate root : authority.roots()) {
      third.verify(NOW, trusting(root));
    }
    assertThat(authority.roots()).hasSize(3).contains(old);
  }

  @Test
  void serverChain_isAcceptedByJavaAndOpenSslWithEitherRoot() throws Exception {
    authority.rollOverRoot();
    List<X509Certificate> chain = authority.serverIdentity(NAMES).chain();
    write("server.pem", chain.get(0));
    write("above.pem", chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
    for (X509Certificate root : List.of(old, authority.root())) {
      trustManager(root).checkServerTrusted(chain.toArray(X509Certificate[]::new), "ECDHE_ECDSA");
      write("root.pem", root);
      assertThat(
              OpenSsl.run(
                  folder,
                  "verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted above.pem"
                      + " server.pem"))
          .contains("OK");
    }
  }

  @Test
  void caPem_holdsBothRootsUntilTheFormerExpires() throws Exception {
    authority.rollOverRoot();
    assertThat(Pem.certificates(Files.readString(authority.caPem())))
        .containsExactly(authority.root(), old);
    CertificateAuthority later = open(old.getNotAfter().toInstant().plusSeconds(1));
    assertThat(Pem.certificates(Files.readString(later.caPem()))).doesNotContain(old);
    assertThat(PlatformChain.parse(later.platformChain()).platform()).doesNotContain(old);
  }

  @Test
  void rootOfAnEarlierVersion_letsNoLongerChainStandBelowItThanItSays() throws Exception {
    PlatformKeys.Entry first = entry(1);
    PlatformKeys.Entry second = entry(2, first);
    PlatformKeys.Entry third = entry(3, second);
    RootLine line = new RootLine(List.of(third, second, first));
    X509Certificate signer =
        certificates(NOW)
            .provisioningSigner(TestCsr.newKey(KeyType.EC_P256), third, Duration.ofDays(9));
    assertThat(line.chain(signer, NOW)).hasSize(4).endsWith(first.certificate());
    TestPki limited = TestPki.root("CN=Slipway Root CA");
    PlatformKeys.Entry one =
        new PlatformKeys.Entry(
            limited.key().getPrivate(),
            limited.issue(
                "CN=Slipway Root CA", limited.key().getPublic(), TestPki.Terms.AUTHORITY.path(1)));
    PlatformKeys.Entry two = entry(2, one);
    PlatformKeys.Entry three = entry(3, two);
    X509Certificate below =
        certificates(NOW)
            .provisioningSigner(TestCsr.newKey(KeyType.EC_P256), three, Duration.ofDays(9));
    assertThat(new RootLine(List.of(three, two, one)).chain(below, NOW))
        .endsWith(two.certificate())
        .hasSize(3);
  }

  @Test
  void attemptUnderWay_isSignedToItsEndWithWhatItBeganWith() throws Exception {
    Instant begun = NOW.plusSeconds(1);
    Signing before = authority.signing(begun);
    authority.rollOverRoot();
    Signing same = authority.signing(begun);
    assertThat(same.chain()).isEqualTo(before.chain());
    ControlTopic topic = new ControlTopic("$EDC", "a", "c", "PROVISION-V1/EXEC/complete");
    KuraPayload signed = same.signer().sign(topic, KuraPayload.builder().metric("a", "b").build());
    new MessageVerifier(PlatformChain.parse(before.chain()).signer().getPublicKey())
        .verify(topic, signed);
    Signing next = authority.signing(NOW.plus(CertificateAuthority.SETTLING).plusSeconds(1));
    assertThat(next.chain()).isNotEqualTo(before.chain()).isEqualTo(authority.platformChain());
  }

  @Test
  void accounts_getAuthoritiesBelowTheNewRootAndTheirCertificatesGoOnToHold() throws Exception {
    AccountAuthority before = authority.account(ACME, "acme");
    String issued = device(before) + Pem.of(before.certificate());
    authority.rollOverRoot();
    AccountAuthority after = authority.account(ACME, "acme");
    assertThat(after.certificate()).isNotEqualTo(before.certificate());
    after.certificate().verify(authority.root().getPublicKey());
    assertThat(Pem.certificates(authority.upToRoot(issued)).getLast()).isEqualTo(old);
    String fresh = device(after) + Pem.of(after.certificate());
    assertThat(Pem.certificates(authority.upToRoot(fresh)).getLast()).isEqualTo(authority.root());
    assertThat(authority.deviceAnchors()).containsExactly(authority.root(), old);
  }

  @Test
  void account_isRolledOverAloneAndItsFormerAuthorityIsListed() throws Exception {
    AccountAuthority before = authority.account(ACME, "acme");
    X509Certificate other = authority.account(new Id(8), "other").certificate();
    authority.rollOver(ACME, "acme");
    AccountAuthority after = authority.account(ACME, "acme");
    assertThat(after.certificate()).isNotEqualTo(before.certificate());
    after.certificate().verify(old.getPublicKey());
    assertThat(after.chains()).isNotEqualTo(before.chains());
    assertThat(authority.account(new Id(8), "other").certificate()).isEqualTo(other);
    assertThat(authority.root()).isEqualTo(old);
    assertThat(authority.list(ACME, "acme"))
        .filteredOn(a -> a.purpose() == Purpose.DEVICES)
        .extracting(AuthorityCertificate::current, AuthorityCertificate::certificate)
        .containsExactly(tuple(true, after.certificate()), tuple(false, before.certificate()));
    assertThat(authority.list(ACME, "acme"))
        .filteredOn(a -> a.purpose() == Purpose.MANAGEMENT)
        .hasSize(2);
  }

  @Test
  void otherNode_takesItUpWithoutARestartAndTellsItsListeners() throws Exception {
    CertificateAuthority node = open(NOW);
    List<String> told = new ArrayList<>();
    node.onChange(() -> told.add(node.platformChain()));
    node.refresh();
    assertThat(told).as("nothing has changed").isEmpty();
    authority.rollOverRoot();
    node.refresh();
    assertThat(told).containsExactly(authority.platformChain());
    assertThat(node.serverIdentity(NAMES).chain())
        .isEqualTo(authority.serverIdentity(NAMES).chain());
    authority.rollOver(ACME, "acme");
    node.refresh();
    assertThat(node.account(ACME, "acme").chains())
        .isEqualTo(authority.account(ACME, "acme").chains());
    assertThat(told).hasSize(2);
  }

  @Test
  void twoNodesAtOnce_makeOneNewRoot() throws Exception {
    CertificateAuthority node = open(NOW);
    PlatformKeys stored = new PlatformKeys(keys, sealer(), Clock.fixed(NOW, ZoneOffset.UTC));
    authority.rollOverRoot();
    X509Certificate first = authority.root();
    stored.replace("root", old, key -> List.of(certificates(NOW).root(key, 2, Duration.ofDays(9))));
    node.refresh();
    assertThat(node.roots()).containsExactly(first, old);
  }

  @Test
  void broughtAuthority_issuesUntilItIsTakenBack() throws Exception {
    TestPki plant = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
    X509Certificate own = authority.account(ACME, "acme").certificate();
    authority.bring(ACME, IssuerChain.read(plant.pem(), plant.keyPem(), NOW));
    AccountAuthority account = authority.account(ACME, "acme");
    assertThat(account.issuers()).isEqualTo(plant.chain());
    Pem.certificates(device(account)).get(0).verify(plant.chain().get(0).getPublicKey());
    PlatformChain.parse(account.chains()).verify(NOW, trusting(old));
    PlatformChain.parse(account.chains()).management().get(0).verify(own.getPublicKey());
    assertThat(authority.upToRoot(Pem.of(plant.chain()))).isEqualTo(plant.pem());
    assertThat(authority.deviceAnchors()).contains(plant.chain().get(0));
    assertThat(keys.find("issuer " + ACME).orElseThrow().sealedKey())
        .startsWith("v1.")
        .doesNotContain("PRIVATE");
    assertThat(authority.list(ACME, "acme"))
        .filteredOn(a -> a.purpose() == Purpose.DEVICES && a.current())
        .extracting(AuthorityCertificate::source)
        .containsExactly(Source.IMPORTED);

    assertThat(authority.useOwn(ACME)).isTrue();
    assertThat(authority.account(ACME, "acme").certificate()).isEqualTo(own);
    assertThat(authority.deviceAnchors())
        .as("devices still have some")
        .contains(plant.chain().get(0));
    assertThat(authority.useOwn(ACME)).isFalse();
  }

  @Test
  void keyThatNobodyUses_isRemoved() throws Exception {
    keys.keep(
        keys.find("root")
            .map(r -> new PlatformKey("management", r.sealedKey(), r.certificate(), r.createdOn()))
            .orElseThrow(),
        Optional.empty());
    open(NOW);
    assertThat(keys.find("management")).isEmpty();
  }

  private String device(AccountAuthority account) throws Exception {
    DeviceName name = new DeviceName("pump", "acme");
    byte[] csr = TestCsr.of(TestCsr.newKey(KeyType.EC_P256), name.rfc4514());
    return Pem.of(
        account.issue(DeviceCsr.read(csr, name, KeyType.EC_P256), name, Duration.ofDays(30)));
  }

  private PlatformKeys.Entry entry(int number, PlatformKeys.Entry... before) {
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    Duration life = Duration.ofDays(99);
    X509Certificate root = certificates(NOW).root(key, number, life);
    List<X509Certificate> above =
        before.length == 0
            ? List.of()
            : List.of(certificates(NOW).crossing(key, number, before[0], life));
    return new PlatformKeys.Entry(key.getPrivate(), root, above, NOW);
  }

  private static Predicate<X509Certificate> trusting(X509Certificate root) {
    return c ->
        c.getSubjectX500Principal().equals(root.getSubjectX500Principal())
            && c.getPublicKey().equals(root.getPublicKey());
  }

  private static X509TrustManager trustManager(X509Certificate root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private void write(String name, X509Certificate... certificates) throws IOException {
    Files.writeString(folder.resolve(name), Pem.of(certificates));
  }

  private CertificateAuthority open(Instant now) throws IOException {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return CertificateAuthority.openOrCreate(folder, keys, sealer(), certificates(now), clock);
  }

  private Sealer sealer() throws IOException {
    SecureRandom random = new SecureRandom();
    return new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), random), random);
  }

  private static Certificates certificates(Instant now) {
    return new Certificates(new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
  }
}
