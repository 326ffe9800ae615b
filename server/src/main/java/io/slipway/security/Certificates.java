// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.PlatformChain;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes and signs certificates. */
public final class Certificates {
  private static final int SERIAL_BITS = 127;

  /** Devices often wake up with a clock that is behind. */
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final X500Name ROOT_NAME = new X500Name("CN=Slipway Root CA");

  private final SecureRandom random;
  private final Clock clock;

  public Certificates(SecureRandom random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  X509Certificate root(KeyPair key, Duration life) {
    return signed(
        key,
        new PlatformKeys.Entry(key.getPrivate(), null),
        ROOT_NAME,
        life,
        (b, x) -> {
          b.addExtension(Extension.basicConstraints, true, new BasicConstraints(1));
          b.addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        });
  }

  X509Certificate provisioningSigner(KeyPair key, PlatformKeys.Entry root, Duration life) {
    KeyPurposeId purpose =
        KeyPurposeId.getInstance(new ASN1ObjectIdentifier(PlatformChain.PROVISIONING_EKU));
    return signed(
        key,
        root,
        new X500Name("CN=Slipway Provisioning"),
        life,
        (b, x) -> {
          leaf(b);
          b.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        });
  }

  X509Certificate managementSigner(KeyPair key, PlatformKeys.Entry root, Duration life) {
    X500Name name = new X500Name("CN=Slipway Device Management");
    return signed(key, root, name, life, (b, x) -> leaf(b));
  }

  X509Certificate server(KeyPair key, PlatformKeys.Entry root, Set<String> names, Duration life) {
    return signed(
        key,
        root,
        new X500Name("CN=Slipway Server"),
        life,
        (b, x) -> {
          leaf(b);
          b.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }));
          b.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
        });
  }

  /** The names and addresses that a server's certificate is for. */
  Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(a -> names.add(shortened(String.valueOf(a.get(1)))));
      }
      return names;
    } catch (GeneralSecurityException e) {
      return Set.of();
    }
  }

  /** Whether {@code issuer} has signed it. */
  boolean issued(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException no) {
      return false;
    }
  }

  /** Adds what is special about a certificate. */
  @FunctionalInterface
  private interface Special {
    void add(X509v3CertificateBuilder builder, JcaX509ExtensionUtils ids) throws CertIOException;
  }

  private X509Certificate signed(
      KeyPair key, PlatformKeys.Entry issuer, X500Name name, Duration life, Special special) {
    Instant now = clock.instant();
    try {
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              ROOT_NAME,
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(life)),
              name,
              key.getPublic());
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key.getPublic()));
      if (issuer.certificate() != null) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            ids.createAuthorityKeyIdentifier(issuer.certificate().getPublicKey()));
      }
      special.add(builder, ids);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static void leaf(X509v3CertificateBuilder builder) throws CertIOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
  }

  private static GeneralNames alternatives(Set<String> names) {
    return new GeneralNames(
        names.stream()
            .map(n -> new GeneralName(address(n) ? GeneralName.iPAddress : GeneralName.dNSName, n))
            .toArray(GeneralName[]::new));
  }

  private static boolean address(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }

  /** As Java shows an IPv6 address that is written {@code ::1}. */
  private static String shortened(String name) {
    return name.equals("0:0:0:0:0:0:0:1") ? "::1" : name;
  }
}
