// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Audit;
import io.slipway.domain.CrlPolicy;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A manufacturer that makes certificates of whatever kind. */
public final class TestManufacturer {
  /** As IEEE 802.1AR says that a certificate never ends. */
  public static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  public static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");

  private static final AtomicLong SERIALS = new AtomicLong(1);

  private final KeyPair key;
  private final X509Certificate certificate;

  private TestManufacturer(KeyPair key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** What is special about a certificate. */
  @FunctionalInterface
  public interface Special {
    void add(X509v3CertificateBuilder builder) throws Exception;
  }

  public static TestManufacturer root(String subject) {
    return root(subject, BEGAN, NEVER, TestManufacturer::authority);
  }

  public static TestManufacturer root(String subject, Instant from, Instant to, Special special) {
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    X509Certificate made =
        signed(subject, key.getPublic(), subject, key, new Instant[] {from, to}, special);
    return new TestManufacturer(key, made);
  }

  /** One below this. */
  public TestManufacturer below(String subject, Special special) {
    KeyPair fresh = TestCsr.newKey(KeyType.EC_P256);
    return new TestManufacturer(fresh, issue(subject, fresh.getPublic(), BEGAN, NEVER, special));
  }

  public static void authority(X509v3CertificateBuilder builder) throws Exception {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** As a device gets it that never has another one. */
  public X509Certificate device(String subject) {
    return device(subject, b -> {});
  }

  public X509Certificate device(String subject, Special special) {
    return issue(subject, TestCsr.newKey(KeyType.EC_P256).getPublic(), BEGAN, NEVER, special);
  }

  public X509Certificate issue(
      String subject, PublicKey of, Instant from, Instant to, Special special) {
    return signed(subject, of, name(), key, new Instant[] {from, to}, special);
  }

  private String name() {
    return certificate.getSubjectX500Principal().getName();
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public KeyPair key() {
    return key;
  }

  public String pem() {
    return Pem.of(certificate);
  }

  /** A list of what it has revoked. */
  public X509CRL crl(Instant from, Instant to, X509Certificate... revoked) {
    return crl(from, to, b -> {}, revoked);
  }

  /** What is special about a list. */
  @FunctionalInterface
  public interface SpecialCrl {
    void add(X509v2CRLBuilder builder) throws Exception;
  }

  public X509CRL crl(Instant from, Instant to, SpecialCrl special, X509Certificate... revoked) {
    try {
      X509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(from));
      builder.setNextUpdate(Date.from(to));
      for (X509Certificate one : revoked) {
        builder.addCRLEntry(one.getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
      }
      special.add(builder);
      return new JcaX509CRLConverter()
          .getCRL(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static String pem(X509CRL crl) {
    try {
      return Pem.block("X509 CRL", crl.getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static String fingerprint(X509Certificate certificate) {
    return ManufacturerFile.fingerprint(certificate);
  }

  /** As an account trusts it. */
  public ManufacturerAuthority trusted(Id id, Id scopeId, String name, Optional<X509CRL> crl) {
    return trusted(id, scopeId, name, CrlPolicy.LENIENT, crl, List.of(certificate));
  }

  public ManufacturerAuthority trusted(
      Id id,
      Id scopeId,
      String name,
      CrlPolicy policy,
      Optional<X509CRL> crl,
      List<X509Certificate> certificates) {
    return new ManufacturerAuthority(
        id,
        scopeId,
        name,
        Pem.of(certificates),
        ManufacturerFile.fingerprint(certificate),
        name(),
        certificate.getNotAfter().toInstant(),
        new ManufacturerAuthority.Revocations(
            policy,
            crl.map(TestManufacturer::pem),
            crl.map(list -> list.getNextUpdate().toInstant())),
        Audit.created(BEGAN.plus(Duration.ofDays(1)), Id.PLATFORM));
  }

  private static X509Certificate signed(
      String subject, PublicKey of, String issuer, KeyPair by, Instant[] life, Special special) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal(issuer),
              BigInteger.valueOf(SERIALS.getAndIncrement()),
              Date.from(life[0]),
              Date.from(life[1]),
              new X500Principal(subject),
              of);
      special.add(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
