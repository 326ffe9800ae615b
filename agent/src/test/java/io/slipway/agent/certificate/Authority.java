// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates as a platform does.
 *
 * @param chain its own certificate first, the root last
 */
public record Authority(PrivateKey key, List<X509Certificate> chain) {
  /** When certificates begin and end that name no time of their own. */
  public static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

  public static final Instant END = Instant.parse("2090-01-01T00:00:00Z");

  public static Authority make(String name) {
    try {
      KeyPair own = pair();
      X509Certificate root = certificate(name, own.getPublic(), BEGIN, END, own.getPrivate(), name);
      return new Authority(own.getPrivate(), List.of(root));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** An authority whose certificate this one has issued. */
  public Authority below(String name) {
    try {
      KeyPair own = pair();
      X509Certificate its = certificate(name, own.getPublic(), BEGIN, END, key, name());
      return new Authority(
          own.getPrivate(), Stream.concat(Stream.of(its), chain.stream()).toList());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate of a key. */
  public X509Certificate issue(String subject, PublicKey of, Instant begin, Instant end) {
    try {
      return certificate(subject, of, begin, end, key, name());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The chain of a device's certificate as the platform sends it. */
  public String certify(DeviceKey device) {
    return certify(device, BEGIN, END);
  }

  public String certify(DeviceKey device, Instant begin, Instant end) {
    return certify(device.subject(), device.pair().getPublic(), begin, end);
  }

  public String certify(String subject, PublicKey of, Instant begin, Instant end) {
    return Pem.of(
        Stream.concat(Stream.of(issue(subject, of, begin, end)), chain.stream()).toList());
  }

  public X509Certificate root() {
    return chain.get(chain.size() - 1);
  }

  /** A device's key where it does not matter which. */
  public static DeviceKey key(String subject) {
    try {
      return DeviceKey.make(subject, KeyType.EC_P256);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(new ECGenParameterSpec("secp256r1"));
    return keys.generateKeyPair();
  }

  private String name() {
    return chain.get(0).getSubjectX500Principal().getName();
  }

  private static X509Certificate certificate(
      String subject, PublicKey of, Instant begin, Instant end, PrivateKey key, String issuer)
      throws Exception {
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new X500Principal(issuer),
            BigInteger.valueOf(of.hashCode() & Integer.MAX_VALUE),
            Date.from(begin),
            Date.from(end),
            new X500Principal(subject),
            of);
    if (subject.contains("root") || subject.contains("below")) {
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    certificate.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }
}
