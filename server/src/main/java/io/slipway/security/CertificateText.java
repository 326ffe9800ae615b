// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's certificate and key as text from elsewhere (PEM). Each exception says what is wrong in
 * words for whoever has put it there.
 *
 * @param certificates the chain, leaf first
 * @param key PKCS#8, not encrypted
 */
public record CertificateText(String certificates, String key) {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,20000}?)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z]+ )+KEY-----");
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int MIN_RSA_BITS = 2048;

  /** The identity, where key and chain belong together and are good for a server now. */
  public TlsIdentity identity(Instant now) throws IOException {
    List<X509Certificate> chain = chain();
    X509Certificate leaf = chain.get(0);
    PrivateKey privateKey = privateKey(leaf.getPublicKey());
    require(belongs(privateKey, leaf.getPublicKey()), "the key is not the certificate's");
    for (X509Certificate certificate : chain) {
      requireValid(certificate, now);
    }
    for (int i = 1; i < chain.size(); i++) {
      requireSigned(chain.get(i - 1), chain.get(i));
    }
    requireForServers(leaf);
    TlsIdentity identity = new TlsIdentity(privateKey, chain);
    require(!identity.names().isEmpty(), "the certificate names no host (subjectAltName)");
    return identity;
  }

  private List<X509Certificate> chain() throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(certificates);
      require(!chain.isEmpty(), "there is no certificate in PEM");
      return chain;
    } catch (CertificateException e) {
      throw new IOException("a certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private PrivateKey privateKey(PublicKey publicKey) throws IOException {
    Matcher block = KEY.matcher(key);
    if (!block.find()) {
      boolean other = OTHER_KEY.matcher(key).find();
      throw new IOException(
          other
              ? "the key is encrypted or of an older form; write it as PKCS#8 with"
                  + " openssl pkcs8 -topk8 -nocrypt"
              : "there is no key in PEM (PKCS#8)");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(1));
      return KeyFactory.getInstance(publicKey.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("the key cannot be read, or is not the certificate's", e);
    }
  }

  /** Asked of the mathematics, since nothing else tells for every kind of key. */
  private static boolean belongs(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      byte[] message = publicKey.getEncoded();
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException no) {
      return false;
    }
  }

  private static void requireValid(X509Certificate certificate, Instant now) throws IOException {
    String whose = String.valueOf(certificate.getSubjectX500Principal());
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    require(!now.isBefore(begin), "the certificate of " + whose + " is valid only from " + begin);
    require(now.isBefore(end), "the certificate of " + whose + " has expired on " + end);
  }

  private static void requireSigned(X509Certificate certificate, X509Certificate issuer)
      throws IOException {
    try {
      certificate.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the chain is broken or in the wrong order: %s was not signed by %s, which follows it"
              .formatted(certificate.getSubjectX500Principal(), issuer.getSubjectX500Principal()),
          e);
    }
  }

  private static void requireForServers(X509Certificate leaf) throws IOException {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      require(
          purposes == null || purposes.contains(SERVER_AUTH) || purposes.contains(ANY_PURPOSE),
          "the certificate is not for servers (extended key usage)");
    } catch (CertificateException e) {
      throw new IOException("a certificate cannot be read: " + e.getMessage(), e);
    }
    boolean weak =
        leaf.getPublicKey() instanceof RSAPublicKey rsa
            && rsa.getModulus().bitLength() < MIN_RSA_BITS;
    require(!weak, "an RSA key of less than " + MIN_RSA_BITS + " bits is refused");
  }

  private static void require(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  @Override
  public String toString() {
    return "CertificateText";
  }
}
