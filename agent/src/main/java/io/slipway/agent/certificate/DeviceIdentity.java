// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * What the device shows where it has to prove itself by a certificate.
 *
 * @param chain the device's certificate first, each signed by the next
 */
public record DeviceIdentity(PrivateKey privateKey, List<X509Certificate> chain) {
  /** Keys in memory need no password, but the interface asks for one. */
  private static final char[] NO_PASSWORD = {};

  public DeviceIdentity {
    chain = List.copyOf(chain);
  }

  private X509Certificate leaf() {
    return chain.get(0);
  }

  /** The device's own certificate. */
  public X509Certificate certificate() {
    return leaf();
  }

  public Instant validFrom() {
    return leaf().getNotBefore().toInstant();
  }

  public Instant validTo() {
    return leaf().getNotAfter().toInstant();
  }

  public boolean validAt(Instant time) {
    return !time.isBefore(validFrom()) && !time.isAfter(validTo());
  }

  /**
   * Whether to show it. An expired one ends the handshake, where a password alone would let the
   * device in.
   */
  public boolean helpsAt(Instant time, boolean passwordKnown) {
    return !passwordKnown || !time.isAfter(validTo());
  }

  /** Throws where the certificate is not for this key, is not valid or its chain does not hold. */
  void verify(PublicKey own, Instant now) throws CertificateException {
    if (!own.equals(leaf().getPublicKey())) {
      throw new CertificateException("the certificate is for another key");
    }
    if (!validAt(now)) {
      throw new CertificateException(
          "the certificate is valid from %s to %s, and it is %s"
              .formatted(validFrom(), validTo(), now));
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      requireIssued(chain.get(i), chain.get(i + 1));
    }
  }

  private static void requireIssued(X509Certificate certificate, X509Certificate issuer)
      throws CertificateException {
    String subject = certificate.getSubjectX500Principal().getName();
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      throw new CertificateException("the one after it has not issued " + subject);
    }
    try {
      certificate.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException | RuntimeException forged) {
      throw new CertificateException("the one after it has not signed " + subject, forged);
    }
  }

  /** The chain as PEM. */
  public String certificatePem() {
    return Pem.of(chain);
  }

  /** The private key as PEM (PKCS#8). */
  public String keyPem() {
    return Pem.block("PRIVATE KEY", privateKey.getEncoded());
  }

  /** For TLS. */
  public KeyManager[] keyManagers() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("device", privateKey, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
  }

  /** The private key stays where it is. */
  @Override
  public String toString() {
    return "DeviceIdentity[" + leaf().getSubjectX500Principal() + "]";
  }
}
