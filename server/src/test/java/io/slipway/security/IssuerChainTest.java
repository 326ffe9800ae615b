// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static io.slipway.security.TestPki.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.security.TestPki.Terms;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator may bring as an authority, and how each fault is told. */
class IssuerChainTest {
  private static final Terms GOOD = Terms.AUTHORITY.path(0);

  private final TestPki root = TestPki.root("CN=Plant Root");
  private final TestPki middle =
      root.below("CN=Plant", TestPki.newKey("EC", "secp256r1"), Terms.AUTHORITY.path(1));
  private final TestPki issuer = middle.below("CN=Plant Devices");

  @ParameterizedTest
  @CsvSource({"EC,secp256r1", "EC,secp384r1", "Ed25519,-", "RSA,2048"})
  void keyOfEachKnownKind_issues(String algorithm, String parameter) throws Exception {
    TestPki own = root.below("CN=Own", TestPki.newKey(algorithm, parameter), GOOD);
    IssuerChain read = IssuerChain.read(own.pem(), own.keyPem(), NOW);
    assertThat(read.chain()).isEqualTo(own.chain());
    assertThat(read.key()).isEqualTo(own.key().getPrivate());
    Certificates certificates =
        new Certificates(new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
    PlatformKeys.Entry entry = new PlatformKeys.Entry(read.key(), read.chain().get(0));
    certificates
        .device(
            TestPki.newKey("EC", "secp256r1").getPublic(),
            entry,
            PkiPath.ofRoot(entry.certificate()),
            new DeviceName("pump", "acme"),
            Duration.ofDays(1))
        .verify(own.chain().get(0).getPublicKey());
  }

  @Test
  void chainOfThree_isTakenWhole() throws Exception {
    assertThat(IssuerChain.read(issuer.pem(), issuer.keyPem(), NOW).chain()).hasSize(3);
    assertThat(IssuerChain.read(issuer.pem(), issuer.keyPem(), NOW))
        .hasToString("IssuerChain[CN=Plant Devices]");
  }

  @Test
  void keyOfAnother_isRefused() {
    refused(issuer.pem(), middle.keyPem(), "/key", "does not belong to the first certificate");
    TestPki rsa = root.below("CN=R", TestPki.newKey("RSA", "2048"), GOOD);
    refused(issuer.pem(), rsa.keyPem(), "/key", "is no key of the kind that the certificate has");
    refused(issuer.pem(), "", "/key", "is no PKCS#8 key in PEM");
    refused(issuer.pem(), issuer.pem(), "/key", "is no PKCS#8 key in PEM");
    refused(issuer.pem(), "-----BEGIN ENCRYPTED PRIVATE KEY-----", "/key", "is encrypted");
    refused(issuer.pem(), "x".repeat(IssuerChain.LONGEST + 1), "/key", "is longer than");
  }

  @Test
  void whatIsNoAuthority_isRefused() {
    refused(GOOD.path(-1), "CN=bad is no authority");
    refused(GOOD.usage(KeyUsage.digitalSignature), "CN=bad may not sign certificates");
    refused(GOOD.from(NOW.plusSeconds(1), Duration.ofDays(1)), "CN=bad is not valid at this time");
    refused(GOOD.from(NOW.minusSeconds(9), Duration.ofSeconds(8)), "CN=bad is not valid at this");
  }

  @Test
  void authorityForSomethingElse_isRefused() {
    refused(
        GOOD.purpose(PlatformChain.PROVISIONING_EKU),
        "CN=bad is for provisioning messages, which the platform alone signs");
    refused(GOOD.purpose("1.3.6.1.5.5.7.3.1"), "CN=bad is not for TLS clients, as devices are");
  }

  @Test
  void keyOfAnUnknownKind_isRefused() {
    refused(TestPki.newKey("RSA", "1024"), "its key is none of P-256, P-384, Ed25519 and RSA");
    refused(TestPki.newKey("EC", "secp521r1"), "its key is none of P-256, P-384, Ed25519 and RSA");
  }

  @Test
  void chainThatIsNotWholeOrNotInOrder_isRefused() {
    String ends = "it does not end with a self-signed root, but with CN=Plant Devices";
    refused(Pem.of(issuer.chain().get(0)), issuer.keyPem(), "/chain", ends);
    refused(
        Pem.of(issuer.chain().get(0), root.chain().get(0), middle.chain().get(0)),
        issuer.keyPem(),
        "/chain",
        "CN=Plant Devices is not issued by the one after it");
    TestPki deep = issuer.below("CN=Deep");
    refused(deep.pem(), deep.keyPem(), "/chain", "CN=Plant Devices lets no so long chain stand");
    refused("", issuer.keyPem(), "/chain", "there is no certificate in PEM in it");
    refused(issuer.pem().repeat(3), issuer.keyPem(), "/chain", "has more than 8 certificates");
    refused("x".repeat(IssuerChain.LONGEST + 1), issuer.keyPem(), "/chain", "is longer than");
    refused(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        issuer.keyPem(),
        "/chain",
        "has a certificate that cannot be read");
  }

  @FuzzTest(maxDuration = "5s")
  void anyText_isReadOrRefused(String chain, String key) {
    try {
      IssuerChain.read(issuer.pem().replace("A", "" + chain), "" + key, NOW);
    } catch (IssuerRefusedException told) {
      assertThat(told.field()).isIn("/chain", "/key");
    }
  }

  private void refused(Terms terms, String said) {
    TestPki bad = root.below("CN=bad", TestPki.newKey("EC", "secp256r1"), terms);
    refused(bad.pem(), bad.keyPem(), "/chain", said);
  }

  private void refused(KeyPair key, String said) {
    TestPki bad = root.below("CN=bad", key, GOOD);
    refused(bad.pem(), bad.keyPem(), "/chain", said);
  }

  private static void refused(String chain, String key, String field, String said) {
    assertThatThrownBy(() -> IssuerChain.read(chain, key, NOW))
        .isInstanceOfSatisfying(
            IssuerRefusedException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageContaining(said);
  }
}
