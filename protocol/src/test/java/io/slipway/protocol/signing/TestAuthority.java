// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
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

/** A certificate with its key, and how it issues others. */
record TestAuthority(KeyPair key, X509Certificate certificate) {
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final Duration LIFE = Duration.ofDays(10);

  /** Adds what is special about a certificate. */
  interface Special {
    void add(X509v3CertificateBuilder certificate) throws Exception;
  }

  static TestAuthority root(String name, int pathLength) throws Exception {
    return selfSigned(name, authority(pathLength));
  }

  static TestAuthority selfSigned(String name, Special special) throws Exception {
    KeyPair key = newKey();
    return signed(key, name, key, name, special);
  }

  TestAuthority issue(String name, Special special) throws Exception {
    return signed(newKey(), name, key, name(), special);
  }

  /** A certificate for the key of another authority. */
  TestAuthority certify(TestAuthority other, String name, Special special) throws Exception {
    return signed(other.key, name, key, name(), special);
  }

  /** The same certificate, signed by a key of the same name that is not this one. */
  TestAuthority forge(String name, Special special) throws Exception {
    return signed(newKey(), name, newKey(), name(), special);
  }

  String name() {
    return certificate.getSubjectX500Principal().getName();
  }

  static Special authority(int pathLength, String... purposes) {
    return with(new BasicConstraints(pathLength), KeyUsage.keyCertSign, purposes);
  }

  static Special signer(int keyUsage, String... purposes) {
    return with(new BasicConstraints(false), keyUsage, purposes);
  }

  private static Special with(BasicConstraints constraints, int keyUsage, String... purposes) {
    KeyPurposeId[] ids =
        List.of(purposes).stream()
            .map(p -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(p)))
            .toArray(KeyPurposeId[]::new);
    return c -> {
      c.addExtension(Extension.basicConstraints, true, constraints);
      c.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
      if (ids.length > 0) {
        c.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(ids));
      }
    };
  }

  private static TestAuthority signed(
      KeyPair key, String name, KeyPair issuer, String issuerName, Special special)
      throws Exception {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuerName),
            BigInteger.valueOf(Math.abs(name.hashCode()) + 1L),
            Date.from(NOW.minus(LIFE)),
            Date.from(NOW.plus(LIFE)),
            new X500Name(name),
            key.getPublic());
    special.add(certificate);
    return new TestAuthority(
        key,
        new JcaX509CertificateConverter()
            .getCertificate(
                certificate.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))));
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec("secp256r1"));
    return keys.generateKeyPair();
  }
}
