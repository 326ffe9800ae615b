// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import static io.slipway.protocol.signing.TestAuthority.LIFE;
import static io.slipway.protocol.signing.TestAuthority.NOW;
import static io.slipway.protocol.signing.TestAuthority.authority;
import static io.slipway.protocol.signing.TestAuthority.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.signing.TestAuthority.Special;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformChainTest {
  private static final Special PROVISIONING =
      signer(KeyUsage.digitalSignature, PlatformChain.PROVISIONING_EKU);

  private TestAuthority root;
  private TestAuthority middle;
  private TestAuthority signer;

  @BeforeEach
  void authorities() throws Exception {
    root = TestAuthority.root("CN=root", 1);
    middle = root.issue("CN=middle", authority(0));
    signer = middle.issue("CN=signer", PROVISIONING);
  }

  @Test
  void chain_isTakenApartAtItsFirstRoot() throws Exception {
    TestAuthority account = TestAuthority.root("CN=account", 0);
    TestAuthority manager = account.issue("CN=manager", signer(KeyUsage.digitalSignature));
    PlatformChain chain = chain(signer, middle, root, manager, account);
    assertThat(chain.platform()).containsExactly(certificates(signer, middle, root));
    assertThat(chain.management()).containsExactly(certificates(manager, account));
    assertThat(chain.signer()).isEqualTo(signer.certificate());
    assertThat(chain.root()).isEqualTo(root.certificate());
    chain.verify(NOW, root.certificate()::equals);
  }

  @Test
  void chainWithoutIntermediate_holds() throws Exception {
    chain(root.issue("CN=signer", PROVISIONING), root).verify(NOW, root.certificate()::equals);
  }

  @Test
  void otherRoot_isRefused() throws Exception {
    TestAuthority namesake = TestAuthority.root("CN=root", 1);
    assertThatThrownBy(
            () -> chain(signer, middle, root).verify(NOW, namesake.certificate()::equals))
        .isInstanceOf(CertificateException.class)
        .hasMessage("the root is not trusted: CN=root");
    assertBroken(NOW, signer, middle, namesake);
  }

  @Test
  void certificate_countsDuringItsLifeOnly() throws Exception {
    PlatformChain chain = chain(signer, middle, root);
    chain.verify(NOW.minus(LIFE), r -> true);
    chain.verify(NOW.plus(LIFE), r -> true);
    assertBroken(NOW.minus(LIFE).minusSeconds(1), signer, middle, root);
    assertBroken(NOW.plus(LIFE).plusSeconds(1), signer, middle, root);
  }

  @Test
  void signerForOtherPurposes_isRefused() throws Exception {
    String tls = "1.3.6.1.5.5.7.3.1";
    String any = "2.5.29.37.0";
    for (Special other :
        List.of(
            signer(KeyUsage.digitalSignature),
            signer(KeyUsage.digitalSignature, tls),
            signer(KeyUsage.digitalSignature, any))) {
      assertThatThrownBy(
              () -> chain(middle.issue("CN=x", other), middle, root).verify(NOW, r -> true))
          .hasMessage("the first certificate is not for provisioning messages");
    }
    Special notSigning = signer(KeyUsage.keyAgreement, PlatformChain.PROVISIONING_EKU);
    assertBroken(NOW, middle.issue("CN=x", notSigning), middle, root);
  }

  @Test
  void brokenChain_isRefused() throws Exception {
    assertBroken(NOW, signer, root);
    assertBroken(NOW, signer, signer, middle, root);
    assertBroken(NOW, signer, root.issue("CN=middle", authority(0)), root);
    assertBroken(NOW, middle.forge("CN=signer", PROVISIONING), middle, root);
    assertBroken(NOW, signer, root.forge("CN=middle", authority(0)), root);
  }

  @Test
  void issuerThatMayNotIssue_isRefused() throws Exception {
    TestAuthority leaf = root.issue("CN=leaf", signer(KeyUsage.digitalSignature));
    assertBroken(NOW, leaf.issue("CN=x", PROVISIONING), leaf, root);
    TestAuthority tooDeep = middle.issue("CN=deep", authority(0));
    assertBroken(NOW, tooDeep.issue("CN=x", PROVISIONING), tooDeep, middle, root);
    TestAuthority keyless =
        root.issue(
            "CN=keyless",
            c -> {
              c.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
              c.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            });
    assertBroken(NOW, keyless.issue("CN=x", PROVISIONING), keyless, root);
  }

  @Test
  void authorityForOtherPurposes_cannotIssueASigner() throws Exception {
    String tlsClient = "1.3.6.1.5.5.7.3.2";
    TestAuthority account = root.issue("CN=acme", authority(0, tlsClient));
    TestAuthority forged = account.issue("CN=signer", PROVISIONING);
    assertThatThrownBy(() -> chain(forged, account, root).verify(NOW, r -> true))
        .hasMessage("its issuer is not one for provisioning messages: CN=acme");
    TestAuthority own = root.issue("CN=own", authority(0, PlatformChain.PROVISIONING_EKU));
    chain(own.issue("CN=signer", PROVISIONING), own, root).verify(NOW, r -> true);
  }

  @Test
  void rootThatIsNoAuthority_isRefused() throws Exception {
    TestAuthority plain = TestAuthority.selfSigned("CN=plain", PROVISIONING);
    assertBroken(NOW, plain.issue("CN=x", PROVISIONING), plain);
    assertThatThrownBy(() -> chain(plain).verify(NOW, r -> true))
        .hasMessage("a root does not sign messages itself");
  }

  @Test
  void chainWithoutRoot_isRefused() {
    assertThatThrownBy(() -> chain(signer, middle)).isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> PlatformChain.parse("")).isInstanceOf(CertificateException.class);
  }

  @Test
  void faults_eachHaveAnErrorOfTheirOwn() throws Exception {
    assertSaid("CN=signer has expired on", NOW.plus(LIFE).plusSeconds(1), signer, middle, root);
    assertSaid(
        "CN=signer is not valid before", NOW.minus(LIFE).minusSeconds(1), signer, middle, root);
    assertSaid("its order is wrong, as CN=middle does not stand", NOW, signer, root);
  }

  /** As while the platform goes over from one root to another. */
  @Test
  void rootThatAnotherHasCertified_isTrustedWhereItStands() throws Exception {
    TestAuthority next = TestAuthority.root("CN=next", 1);
    TestAuthority crossed = root.certify(next, "CN=next", authority(0));
    TestAuthority fresh = next.issue("CN=fresh", PROVISIONING);
    PlatformChain chain = chain(fresh, crossed, root);
    Predicate<X509Certificate> onlyNew = trusting(next);
    chain.verify(NOW, onlyNew);
    chain.verify(NOW, root.certificate()::equals);
    chain.verify(NOW, c -> true);
    assertThat(chain.anchor(onlyNew)).isEqualTo(crossed.certificate());
    assertThat(chain.anchor(c -> true)).isEqualTo(root.certificate());
    assertThatThrownBy(() -> chain.verify(NOW, trusting(middle)))
        .hasMessage("the root is not trusted: CN=root");
    TestAuthority namesake = TestAuthority.root("CN=next", 1);
    assertThatThrownBy(() -> chain.verify(NOW, trusting(namesake)))
        .hasMessage("the root is not trusted: CN=root");
    assertThatThrownBy(() -> chain.verify(NOW.plus(LIFE).plusSeconds(1), onlyNew))
        .hasMessageContaining("has expired on");
    PlatformChain forged = chain(namesake.issue("CN=fresh", PROVISIONING), crossed, root);
    assertThatThrownBy(() -> forged.verify(NOW, onlyNew))
        .hasMessageStartingWith("the platform's chain does not hold: ");
  }

  @Test
  void signerThatIsTrustedItself_isNoAuthority() throws Exception {
    PlatformChain chain = chain(signer, middle, root);
    assertThatThrownBy(() -> chain.verify(NOW, trusting(signer)))
        .hasMessage("the root is not trusted: CN=root");
  }

  private static Predicate<X509Certificate> trusting(TestAuthority one) {
    return c ->
        c.getSubjectX500Principal().equals(one.certificate().getSubjectX500Principal())
            && c.getPublicKey().equals(one.certificate().getPublicKey());
  }

  private static void assertSaid(String said, Instant when, TestAuthority... chain) {
    assertThatThrownBy(() -> chain(chain).verify(when, r -> true))
        .hasMessageStartingWith("the platform's chain does not hold: " + said);
  }

  private static void assertBroken(Instant when, TestAuthority... chain) {
    assertThatThrownBy(() -> chain(chain).verify(when, r -> true))
        .isInstanceOf(CertificateException.class)
        .hasMessageStartingWith("the platform's chain does not hold: ");
  }

  private static PlatformChain chain(TestAuthority... chain) throws CertificateException {
    return PlatformChain.parse(Pem.of(certificates(chain)));
  }

  private static X509Certificate[] certificates(TestAuthority... chain) {
    return Arrays.stream(chain).map(TestAuthority::certificate).toArray(X509Certificate[]::new);
  }
}
