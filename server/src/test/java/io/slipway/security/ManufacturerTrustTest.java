// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.CrlPolicy;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.protocol.message.KeyType;
import io.slipway.security.ManufacturerTrust.Verdict;
import java.io.ByteArrayInputStream;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which factory certificates count, and why the others do not. */
class ManufacturerTrustTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant PAST = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-07-01T00:00:00Z");
  private static final Id ACME = new Id(7);
  private static final String DEVICE = "SERIALNUMBER=4711,O=Maker";

  private final TestManufacturer maker = TestManufacturer.root("CN=Maker CA");

  @Test
  void certificateWithoutEnd_isTrusted() throws Exception {
    assertThat(judge(trust(maker), maker.device(DEVICE))).isEqualTo(new Verdict.Trusted("maker"));
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void certificateOfAnyKey_isTrusted(KeyType type) throws Exception {
    X509Certificate device =
        maker.issue(
            DEVICE, TestCsr.newKey(type).getPublic(), PAST, TestManufacturer.NEVER, b -> {});
    assertThat(judge(trust(maker), device)).isEqualTo(new Verdict.Trusted("maker"));
  }

  @Test
  void certificateOfSomebodyElse_isNotTrusted() throws Exception {
    TestManufacturer namesake = TestManufacturer.root("CN=Maker CA");
    refused(trust(maker), "No manufacturer authority", namesake.device(DEVICE));
    refused(
        trust(maker), "No manufacturer authority", namesake.device(DEVICE), maker.certificate());
    refused(trust(), "trusts no manufacturer", maker.device(DEVICE));
  }

  @Test
  void chain_isBuiltFromWhatIsShownAndWhatIsKnown() throws Exception {
    TestManufacturer plant = maker.below("CN=Plant", TestManufacturer::authority);
    TestManufacturer line = plant.below("CN=Line", TestManufacturer::authority);
    X509Certificate device = line.device(DEVICE);
    Verdict trusted = new Verdict.Trusted("maker");
    assertThat(judge(trust(maker), device, line.certificate(), plant.certificate()))
        .isEqualTo(trusted);
    assertThat(judge(trust(maker), device, plant.certificate(), line.certificate()))
        .isEqualTo(trusted);
    assertThat(
            judge(
                trust(maker), device, line.certificate(), plant.certificate(), maker.certificate()))
        .isEqualTo(trusted);
    refused(trust(maker), "No manufacturer authority", device, line.certificate());
    ManufacturerTrust all =
        ManufacturerTrust.of(
            List.of(
                known(
                    CrlPolicy.LENIENT,
                    Optional.empty(),
                    maker.certificate(),
                    plant.certificate(),
                    line.certificate())),
            NOW);
    assertThat(judge(all, device)).isEqualTo(trusted);
    TestManufacturer last =
        maker.below(
            "CN=P", b -> b.addExtension(Extension.basicConstraints, true, new BasicConstraints(0)));
    TestManufacturer tooDeep = last.below("CN=L", TestManufacturer::authority);
    refused(
        trust(maker),
        "does not hold",
        tooDeep.device(DEVICE),
        tooDeep.certificate(),
        last.certificate());
  }

  @Test
  void deviceThatIssuesCertificates_isNoAuthority() throws Exception {
    TestManufacturer device = maker.below("CN=device", b -> {});
    refused(trust(maker), "does not hold", device.device(DEVICE), device.certificate());
  }

  @Test
  void time_isLookedAt() throws Exception {
    var key = TestCsr.newKey(KeyType.EC_P256).getPublic();
    refused(
        trust(maker),
        "is valid from",
        maker.issue(DEVICE, key, PAST, NOW.minusSeconds(1), b -> {}));
    refused(
        trust(maker),
        "is valid from",
        maker.issue(DEVICE, key, LATER, TestManufacturer.NEVER, b -> {}));
    TestManufacturer old =
        TestManufacturer.root("CN=Old", TestManufacturer.BEGAN, PAST, TestManufacturer::authority);
    refused(trust(old), "not valid at this time", old.device(DEVICE));
  }

  @Test
  void purpose_isLookedAtWhereItIsWritten() throws Exception {
    assertThat(
            judge(
                trust(maker),
                maker.device(DEVICE, b -> purposes(b, KeyPurposeId.id_kp_clientAuth))))
        .isInstanceOf(Verdict.Trusted.class);
    assertThat(
            judge(
                trust(maker),
                maker.device(DEVICE, b -> purposes(b, KeyPurposeId.anyExtendedKeyUsage))))
        .isInstanceOf(Verdict.Trusted.class);
    refused(
        trust(maker),
        "lacks clientAuth",
        maker.device(DEVICE, b -> purposes(b, KeyPurposeId.id_kp_serverAuth)));
    refused(
        trust(maker),
        "lacks digitalSignature",
        maker.device(
            DEVICE,
            b -> b.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement))));
    refused(
        trust(maker), "that of an authority", maker.device(DEVICE, TestManufacturer::authority));
    refused(
        trust(maker),
        "does not hold",
        maker.device(
            DEVICE,
            b -> b.addExtension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)));
  }

  @Test
  void authorityBetweenThatMayNotIssueForClients_makesNoDevices() throws Exception {
    for (KeyPurposeId purpose :
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}) {
      TestManufacturer plant =
          maker.below(
              "CN=Plant",
              b -> {
                TestManufacturer.authority(b);
                purposes(b, purpose);
              });
      if (purpose.equals(KeyPurposeId.id_kp_clientAuth)) {
        assertThat(judge(trust(maker), plant.device(DEVICE), plant.certificate()))
            .isInstanceOf(Verdict.Trusted.class);
      } else {
        refused(
            trust(maker),
            "The extended key usage of CN=Plant lacks clientAuth",
            plant.device(DEVICE),
            plant.certificate());
      }
    }
  }

  private static void purposes(X509v3CertificateBuilder builder, KeyPurposeId purpose)
      throws Exception {
    builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
  }

  @Test
  void revokedCertificate_isRefusedAlsoByAnOutdatedList() throws Exception {
    X509Certificate device = maker.device(DEVICE);
    X509Certificate other = maker.device(DEVICE);
    for (Instant next : List.of(LATER, PAST)) {
      ManufacturerTrust lenient =
          trust(CrlPolicy.LENIENT, maker.crl(PAST.minusSeconds(9), next, device));
      refused(lenient, "has revoked the certificate", device);
      assertThat(judge(lenient, other)).isInstanceOf(Verdict.Trusted.class);
    }
    X509CRL current = maker.crl(PAST, LATER, device);
    refused(trust(CrlPolicy.STRICT, current), "has revoked", device);
    assertThat(judge(trust(CrlPolicy.STRICT, current), other)).isInstanceOf(Verdict.Trusted.class);
    refused(
        trust(CrlPolicy.STRICT, maker.crl(PAST.minusSeconds(9), PAST)),
        "no current revocation list",
        other);
    refused(
        ManufacturerTrust.of(
            List.of(known(CrlPolicy.STRICT, Optional.empty(), maker.certificate())), NOW),
        "no current revocation list",
        other);
  }

  @Test
  void authorityBelow_isRevokedByTheOneAbove() throws Exception {
    TestManufacturer plant = maker.below("CN=Plant", TestManufacturer::authority);
    ManufacturerTrust trust = trust(CrlPolicy.LENIENT, maker.crl(PAST, LATER, plant.certificate()));
    refused(
        trust,
        "has revoked the certificate of CN=Plant",
        plant.device(DEVICE),
        plant.certificate());
  }

  @Test
  void damagedAuthority_countsAsNotThere() throws Exception {
    ManufacturerAuthority good = maker.trusted(new Id(1), ACME, "maker", Optional.empty());
    ManufacturerAuthority damaged =
        new ManufacturerAuthority(
            new Id(2),
            ACME,
            "damaged",
            "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
            "",
            "",
            NOW,
            good.revocations(),
            good.audit());
    ManufacturerTrust trust = ManufacturerTrust.of(List.of(damaged, good), NOW);
    assertThat(judge(trust, maker.device(DEVICE))).isEqualTo(new Verdict.Trusted("maker"));
  }

  @Test
  void whatIsTooLarge_isNotReadAtAll() throws Exception {
    X509Certificate device = maker.device(DEVICE);
    assertThatThrownBy(() -> ShownChain.of(List.of(device, device, device, device, device, device)))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("more than 5");
    X509Certificate large =
        maker.device(
            DEVICE,
            b -> b.addExtension(new ASN1ObjectIdentifier("1.2.3.4"), false, new byte[20_000]));
    assertThatThrownBy(() -> ShownChain.of(List.of(large)))
        .hasMessageContaining("more than 16 KiB");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1_024);
    X509Certificate weak =
        maker.issue(
            DEVICE, rsa.generateKeyPair().getPublic(), PAST, TestManufacturer.NEVER, b -> {});
    assertThatThrownBy(() -> ShownChain.of(List.of(weak))).hasMessageContaining("not accepted");
  }

  /** Whatever bytes are changed, a chain is refused, or it is the very same. */
  @Test
  void mutilatedCertificate_isNeverTrusted() throws Exception {
    byte[] whole = maker.device(DEVICE).getEncoded();
    ManufacturerTrust trust = trust(maker);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Random random = new Random(11);
    int read = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] mutilated = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        mutilated[random.nextInt(mutilated.length)] = (byte) random.nextInt();
      }
      if (Arrays.equals(whole, mutilated)) {
        continue;
      }
      try {
        X509Certificate one =
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(mutilated));
        assertThat(judge(trust, one)).isInstanceOf(Verdict.Untrusted.class);
        read++;
      } catch (CertificateException unreadable) {
        assertThat(unreadable).isNotNull();
      }
    }
    assertThat(read).isPositive();
  }

  private ManufacturerTrust trust(TestManufacturer... makers) {
    List<ManufacturerAuthority> all = new ArrayList<>();
    for (TestManufacturer one : makers) {
      all.add(one.trusted(new Id(all.size() + 1), ACME, "maker", Optional.empty()));
    }
    return ManufacturerTrust.of(all, NOW);
  }

  private ManufacturerTrust trust(CrlPolicy policy, X509CRL crl) {
    return ManufacturerTrust.of(List.of(known(policy, Optional.of(crl), maker.certificate())), NOW);
  }

  private ManufacturerAuthority known(
      CrlPolicy policy, Optional<X509CRL> crl, X509Certificate... certificates) {
    return maker.trusted(new Id(1), ACME, "maker", policy, crl, List.of(certificates));
  }

  private static Verdict judge(ManufacturerTrust trust, X509Certificate... shown)
      throws CertificateException {
    return trust.judge(ShownChain.of(List.of(shown)), NOW);
  }

  private static void refused(ManufacturerTrust trust, String why, X509Certificate... shown)
      throws CertificateException {
    assertThat(judge(trust, shown))
        .isInstanceOfSatisfying(
            Verdict.Untrusted.class, no -> assertThat(no.check()).contains(why));
  }
}
