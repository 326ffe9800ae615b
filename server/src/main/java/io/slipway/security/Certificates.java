// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.PlatformChain;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
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

/** Writes and signs certificates. */
public final class Certificates {
  private static final int SERIAL_BITS = 127;

  /** Devices often wake up with a clock that is behind. */
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final String ROOT_NAME = "Slipway Root CA";

  private final SecureRandom random;
  private final Clock clock;
  private final PkiExtensions published;

  /** Makes certificates that do not say where it is published whether they still count. */
  public Certificates(SecureRandom random, Clock clock) {
    this(random, clock, Optional.empty());
  }

  /**
   * @param pkiUrl where everybody reaches what authorities publish
   */
  public Certificates(SecureRandom random, Clock clock, Optional<String> pkiUrl) {
    this.random = random;
    this.clock = clock;
    this.published = new PkiExtensions(pkiUrl);
  }

  /**
   * A root that certifies itself. How many authorities may stand below it is left open, since the
   * roots that come after it will.
   *
   * @param number of the root, from 1
   */
  X509Certificate root(KeyPair key, int number, Duration life) {
    PlatformKeys.Entry itself = new PlatformKeys.Entry(key.getPrivate(), null);
    return signed(
        key.getPublic(),
        itself,
        rootName(number),
        life,
        b -> authority(b, new BasicConstraints(true)));
  }

  /** What the root before says of the one that comes after it. */
  X509Certificate crossing(KeyPair key, int number, PlatformKeys.Entry before, Duration life) {
    return signed(
        key.getPublic(),
        before,
        rootName(number),
        life,
        b -> authority(b, new BasicConstraints(true)));
  }

  private static X500Name rootName(int number) {
    return commonName(number == 1 ? ROOT_NAME : ROOT_NAME + " " + number);
  }

  X509Certificate provisioningSigner(KeyPair key, PlatformKeys.Entry root, Duration life) {
    return signed(
        key.getPublic(),
        root,
        new X500Name("CN=Slipway Provisioning"),
        life,
        b -> {
          leaf(b);
          onlyFor(b, purpose(PlatformChain.PROVISIONING_EKU));
        });
  }

  /** What an account's authority issues is for devices and for messages to them, nothing else. */
  X509Certificate accountAuthority(
      KeyPair key, PlatformKeys.Entry root, String account, Duration life) {
    return signed(
        key.getPublic(),
        root,
        commonName(account + " Device CA"),
        life,
        b -> {
          authority(b, new BasicConstraints(0));
          onlyFor(b, KeyPurposeId.id_kp_clientAuth, purpose(PlatformChain.MANAGEMENT_EKU));
        });
  }

  X509Certificate managementSigner(
      KeyPair key, PlatformKeys.Entry accountAuthority, String account, Duration life) {
    return signed(
        key.getPublic(),
        accountAuthority,
        commonName(account + " Device Management"),
        life,
        b -> {
          leaf(b);
          onlyFor(b, purpose(PlatformChain.MANAGEMENT_EKU));
        });
  }

  /**
   * Whom an account's authority lets answer for it. The authority itself is for no such purpose: it
   * could answer for the root then. Nobody has to ask about the answerer, whose life is short.
   */
  X509Certificate responder(
      KeyPair key, PlatformKeys.Entry accountAuthority, String account, Duration life) {
    return signed(
        key.getPublic(),
        accountAuthority,
        commonName(account + " OCSP"),
        life,
        b -> {
          leaf(b);
          onlyFor(b, KeyPurposeId.id_kp_OCSPSigning);
          b.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        });
  }

  /**
   * What a device shows at its account's broker, and nothing but that.
   *
   * @param issuer where its issuer publishes
   */
  X509Certificate device(
      PublicKey key,
      PlatformKeys.Entry accountAuthority,
      PkiPath issuer,
      DeviceName name,
      Duration life) {
    return signed(
        key,
        accountAuthority,
        name.x500Name(),
        life,
        b -> {
          b.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
          b.addExtension(Extension.keyUsage, true, name.keyUsage());
          onlyFor(b, KeyPurposeId.id_kp_clientAuth);
          b.addExtension(Extension.subjectAlternativeName, false, name.alternatives());
          published.addAll(b, issuer);
        });
  }

  X509Certificate server(KeyPair key, PlatformKeys.Entry root, Set<String> names, Duration life) {
    return signed(
        key.getPublic(),
        root,
        new X500Name("CN=Slipway Server"),
        life,
        b -> {
          leaf(b);
          b.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }));
          b.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
          published.addList(b, PkiPath.ofRoot(root.certificate()));
        });
  }

  /** Whether a server's certificate says where the root publishes what it has revoked. */
  boolean namesList(X509Certificate server, X509Certificate root) {
    return published.namesList(
        server.getExtensionValue(Extension.cRLDistributionPoints.getId()), PkiPath.ofRoot(root));
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
  static boolean issued(X509Certificate certificate, X509Certificate issuer) {
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
    void add(X509v3CertificateBuilder builder) throws CertIOException;
  }

  /** No certificate outlives the one that it hangs on. */
  private X509Certificate signed(
      PublicKey key, PlatformKeys.Entry issuer, X500Name name, Duration life, Special special) {
    Instant now = clock.instant();
    Optional<X509Certificate> above = Optional.ofNullable(issuer.certificate());
    Date end = Date.from(now.plus(life));
    try {
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              above.map(Certificates::subject).orElse(name),
              new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
              Date.from(now.minus(BACKDATED)),
              above.map(X509Certificate::getNotAfter).filter(end::after).orElse(end),
              name,
              key);
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
      if (above.isPresent()) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            ids.createAuthorityKeyIdentifier(above.get().getPublicKey()));
      }
      special.add(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(IssuerSigner.of(issuer.key())));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X500Name commonName(String text) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.CN, new DERUTF8String(text))
        .build();
  }

  private static void authority(X509v3CertificateBuilder builder, BasicConstraints constraints)
      throws CertIOException {
    builder.addExtension(Extension.basicConstraints, true, constraints);
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static void onlyFor(X509v3CertificateBuilder builder, KeyPurposeId... purposes)
      throws CertIOException {
    builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purposes));
  }

  private static KeyPurposeId purpose(String id) {
    return KeyPurposeId.getInstance(new ASN1ObjectIdentifier(id));
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
