// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of somebody's own, and what it takes to make faulty ones. */
public record TestPki(KeyPair key, List<X509Certificate> chain) {
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final AtomicLong SERIALS = new AtomicLong(1);

  /** What may be wrong with a certificate. */
  record Terms(int pathLength, int usage, String purpose, Instant from, Duration life) {
    static final Terms AUTHORITY =
        new Terms(2, KeyUsage.keyCertSign, "", Instant.EPOCH, Duration.ofDays(100 * 365));

    Terms path(int other) {
      return new Terms(other, usage, purpose, from, life);
    }

    Terms usage(int other) {
      return new Terms(pathLength, other, purpose, from, life);
    }

    Terms purpose(String other) {
      return new Terms(pathLength, usage, other, from, life);
    }

    Terms from(Instant other, Duration time) {
      return new Terms(pathLength, usage, purpose, other, time);
    }
  }

  public static TestPki root(String name) {
    KeyPair key = newKey("EC", "secp256r1");
    return new TestPki(key, List.of(signed(name, key.getPublic(), name, key, Terms.AUTHORITY)));
  }

  public TestPki below(String name) {
    return below(name, newKey("EC", "secp256r1"), Terms.AUTHORITY.path(0));
  }

  TestPki below(String name, KeyPair own, Terms terms) {
    List<X509Certificate> longer = new ArrayList<>(List.of(issue(name, own.getPublic(), terms)));
    longer.addAll(chain);
    return new TestPki(own, longer);
  }

  X509Certificate issue(String name, PublicKey subject, Terms terms) {
    String issuer = chain.get(0).getSubjectX500Principal().getName();
    return signed(name, subject, issuer, key, terms);
  }

  public String pem() {
    return Pem.of(chain);
  }

  public String keyPem() {
    return Pem.block("PRIVATE KEY", key.getPrivate().getEncoded());
  }

  static KeyPair newKey(String algorithm, String parameter) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        keys.initialize(Integer.parseInt(parameter));
      } else if (algorithm.equals("EC")) {
        keys.initialize(new ECGenParameterSpec(parameter));
      }
      return keys.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate signed(
      String name, PublicKey subject, String issuer, KeyPair signer, Terms terms) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(SERIALS.getAndIncrement()),
              Date.from(terms.from()),
              Date.from(terms.from().plus(terms.life())),
              new X500Name(name),
              subject);
      BasicConstraints constraints =
          terms.pathLength() < 0
              ? new BasicConstraints(false)
              : new BasicConstraints(terms.pathLength());
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(terms.usage()));
      if (!terms.purpose().isEmpty()) {
        KeyPurposeId id = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(terms.purpose()));
        builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(id));
      }
      String algorithm = IssuerSigner.algorithmOf(signer.getPrivate());
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
