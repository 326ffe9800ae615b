// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.topic.ControlTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Id ACME = new Id(7);
  private static final String TLS_CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1");

  private final KeysInMemory keys = new KeysInMemory();
  @TempDir Path data;

  @Test
  void chain_isTrustedByWhoTrustsTheRoot() throws Exception {
    CertificateAuthority authority = open(NOW);
    PlatformChain chain = PlatformChain.parse(authority.platformChain());
    chain.verify(NOW, root -> root.equals(authority.root()));
    assertThat(chain.management()).isEmpty();
  }

  @Test
  void account_hasAnAuthorityOfItsOwnThatSignsItsManagement() throws Exception {
    CertificateAuthority authority = open(NOW);
    PlatformChain acme = PlatformChain.parse(authority.account(ACME, "acme").chains());
    PlatformChain other = PlatformChain.parse(authority.account(new Id(8), "other").chains());
    acme.verify(NOW, authority.root()::equals);
    assertThat(acme.platform()).isEqualTo(other.platform());
    assertThat(acme.management()).doesNotContainAnyElementsOf(other.management());

    X509Certificate manager = acme.management().get(0);
    X509Certificate account = acme.management().get(1);
    assertThat(acme.management()).hasSize(2);
    manager.verify(account.getPublicKey());
    account.verify(authority.root().getPublicKey());
    assertThat(account.getSubjectX500Principal()).hasToString("CN=acme Device CA");
    assertThat(account.getBasicConstraints()).isZero();
    assertThat(account.getExtendedKeyUsage())
        .containsExactlyInAnyOrder(TLS_CLIENT, PlatformChain.MANAGEMENT_EKU);
    assertThat(manager.getExtendedKeyUsage()).containsExactly(PlatformChain.MANAGEMENT_EKU);
    assertThat(manager.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void whatAnAccountsAuthoritySigns_isNoProvisioningMessage() throws Exception {
    CertificateAuthority authority = open(NOW);
    authority.account(ACME, "acme");
    PlatformKeys.Entry account = kept("account " + ACME);
    Certificates certificates = certificates(NOW);
    X509Certificate forged = certificates.provisioningSigner(newKey(), account, Duration.ofDays(1));
    String chain = Pem.of(forged, account.certificate(), authority.root());
    assertThatThrownBy(() -> PlatformChain.parse(chain).verify(NOW, root -> true))
        .hasMessageContaining("its issuer is not one for provisioning messages");

    PlatformKeys.Entry manager = kept("management " + ACME);
    String managed = Pem.of(manager.certificate(), account.certificate(), authority.root());
    assertThatThrownBy(() -> PlatformChain.parse(managed).verify(NOW, root -> true))
        .hasMessageContaining("not for provisioning messages");
  }

  @Test
  void authorityOfAnAccount_isTheSameOnAllNodesAlsoWhereTwoMakeItAtOnce() throws Exception {
    CertificateAuthority slow = open(NOW, blindTo("account " + ACME));
    String first = open(NOW).account(ACME, "acme").chains();
    assertThat(open(NOW).account(ACME, "acme").chains()).isEqualTo(first);
    assertThat(slow.account(ACME, "acme").chains()).isEqualTo(first);
  }

  @Test
  void certificate_neverOutlivesItsIssuer() throws Exception {
    CertificateAuthority old = open(NOW);
    Instant later = NOW.plus(Duration.ofDays(19 * 365));
    assertThat(open(later).account(ACME, "acme").certificate().getNotAfter())
        .isEqualTo(old.root().getNotAfter());
  }

  @Test
  void signer_signsWhatItsChainVerifies() throws Exception {
    CertificateAuthority authority = open(NOW);
    ControlTopic topic = new ControlTopic("$EDC", "a", "c", "PROVISION-V1/EXEC/complete");
    KuraPayload signed =
        authority.signer().sign(topic, KuraPayload.builder().metric("a", "b").build());
    PlatformChain chain = PlatformChain.parse(authority.platformChain());
    new MessageVerifier(chain.signer().getPublicKey()).verify(topic, signed);
  }

  @Test
  void authority_isTheSameWhenOpenedAgain() throws Exception {
    String before = open(NOW).platformChain();
    assertThat(open(NOW.plusSeconds(60)).platformChain()).isEqualTo(before);
  }

  @Test
  void serverCertificate_isRenewedWhenNamesChangeOrItGetsOld() throws Exception {
    TlsIdentity first = open(NOW).serverIdentity(NAMES);
    assertThat(open(NOW).serverIdentity(NAMES).chain()).isEqualTo(first.chain());
    assertThat(open(NOW).serverIdentity(Set.of("slipway.example")).chain())
        .isNotEqualTo(first.chain());
    TlsIdentity later = open(NOW.plus(Duration.ofDays(380))).serverIdentity(NAMES);
    assertThat(later.chain().get(0).getNotAfter().toInstant())
        .isAfter(NOW.plus(Duration.ofDays(700)));
  }

  @Test
  void nodesThatStartTogether_useTheFirstKeyThatIsKept() throws Exception {
    CertificateAuthority first = open(NOW);
    PlatformKey kept = keys.find("signing").orElseThrow();
    KeyVault slow = blindTo("signing");
    assertThat(open(NOW, slow).platformChain()).isEqualTo(first.platformChain());
    assertThat(keys.find("signing")).contains(kept);
  }

  @Test
  void keySealedWithAnotherMasterKey_isRefusedWithTheReason() throws Exception {
    open(NOW);
    Files.delete(data.resolve("master.key"));
    assertThatThrownBy(() -> open(NOW)).hasMessageContaining("master key");
  }

  /** A node that looked before the first one kept its key. */
  private KeyVault blindTo(String key) {
    return new KeyVault() {
      @Override
      public Optional<PlatformKey> find(String name) {
        return name.equals(key) ? Optional.empty() : keys.find(name);
      }

      @Override
      public PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead) {
        return keys.keep(fresh, instead);
      }

      @Override
      public List<PlatformKey> beginningWith(String prefix) {
        return keys.beginningWith(prefix);
      }

      @Override
      public void remove(PlatformKey kept) {
        keys.remove(kept);
      }
    };
  }

  private PlatformKeys.Entry kept(String name) throws IOException {
    PlatformKeys all = new PlatformKeys(keys, sealer(), clock(NOW));
    return all.openOrCreate(
        name,
        entry -> true,
        key -> {
          throw new AssertionError("there is none");
        });
  }

  private static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private CertificateAuthority open(Instant now) throws IOException {
    return open(now, keys);
  }

  private CertificateAuthority open(Instant now, KeyVault vault) throws IOException {
    return CertificateAuthority.openOrCreate(data, vault, sealer(), certificates(now), clock(now));
  }

  private Sealer sealer() throws IOException {
    SecureRandom random = new SecureRandom();
    return new Sealer(MasterKey.openOrCreate(data.resolve("master.key"), random), random);
  }

  private static Certificates certificates(Instant now) {
    return new Certificates(new SecureRandom(), clock(now));
  }

  private static Clock clock(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
