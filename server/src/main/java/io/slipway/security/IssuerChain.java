// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An authority of somebody's own with its key, fit to issue certificates for devices.
 *
 * @param chain the authority first, its root last
 */
public record IssuerChain(PrivateKey key, List<X509Certificate> chain) {
  /** In characters of PEM. */
  public static final int LONGEST = 64 * 1024;

  private static final int LONGEST_CHAIN = 8;
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 8_192;
  private static final int CERT_SIGN = 5;
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String TLS_CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,20000})-----END PRIVATE KEY-----");
  private static final BigInteger P256 =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger P384 =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
              + "581a0db248b0a77aecec196accc52973",
          16);

  public IssuerChain {
    chain = List.copyOf(chain);
  }

  /**
   * Reads what an operator has brought; throws, saying what is wrong with it.
   *
   * @param key PKCS#8 in PEM, not encrypted
   */
  public static IssuerChain read(String chain, String key, Instant now)
      throws IssuerRefusedException {
    List<X509Certificate> certificates = certificates(chain);
    checkChain(certificates, now);
    X509Certificate issuer = certificates.get(0);
    PrivateKey secret = key(key, issuer.getPublicKey());
    requirePair(secret, issuer.getPublicKey());
    return new IssuerChain(secret, certificates);
  }

  /** Throws where these are not the certificates of an authority for devices up to its root. */
  static void checkChain(List<X509Certificate> certificates, Instant now)
      throws IssuerRefusedException {
    for (X509Certificate one : certificates) {
      String name = one.getSubjectX500Principal().toString();
      refuse(!inTime(one, now), "/chain", name + " is not valid at this time");
      refuse(one.getBasicConstraints() < 0, "/chain", name + " is no authority");
      boolean[] usage = one.getKeyUsage();
      refuse(usage != null && !usage[CERT_SIGN], "/chain", name + " may not sign certificates");
    }
    for (int i = 0; i + 1 < certificates.size(); i++) {
      refuse(
          !Certificates.issued(certificates.get(i), certificates.get(i + 1)),
          "/chain",
          certificates.get(i).getSubjectX500Principal() + " is not issued by the one after it");
      refuse(
          certificates.get(i + 1).getBasicConstraints() < i + 1,
          "/chain",
          certificates.get(i + 1).getSubjectX500Principal()
              + " lets no so long chain stand below it");
    }
    X509Certificate last = certificates.get(certificates.size() - 1);
    refuse(
        !Certificates.issued(last, last),
        "/chain",
        "it does not end with a self-signed root, but with " + last.getSubjectX500Principal());
    checkKey(certificates.get(0).getPublicKey());
    checkPurposes(certificates);
  }

  private static List<X509Certificate> certificates(String chain) throws IssuerRefusedException {
    refuse(chain.length() > LONGEST, "/chain", "is longer than " + LONGEST + " characters");
    try {
      List<X509Certificate> certificates = Pem.certificates(chain);
      refuse(certificates.isEmpty(), "/chain", "there is no certificate in PEM in it");
      refuse(
          certificates.size() > LONGEST_CHAIN,
          "/chain",
          "has more than " + LONGEST_CHAIN + " certificates");
      return certificates;
    } catch (CertificateException unreadable) {
      throw new IssuerRefusedException("/chain", "has a certificate that cannot be read");
    }
  }

  private static boolean inTime(X509Certificate one, Instant now) {
    Date time = Date.from(now);
    return !time.before(one.getNotBefore()) && !time.after(one.getNotAfter());
  }

  private static void checkKey(PublicKey key) throws IssuerRefusedException {
    boolean known =
        switch (key) {
          case ECPublicKey ec -> Set.of(P256, P384).contains(ec.getParams().getOrder());
          case EdECPublicKey ed -> ed.getParams().getName().equals("Ed25519");
          case RSAPublicKey rsa ->
              rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                  && rsa.getModulus().bitLength() <= MOST_RSA_BITS;
          default -> false;
        };
    refuse(
        !known, "/chain", "its key is none of P-256, P-384, Ed25519 and RSA of 2048 bits or more");
  }

  /** One whose use is limited must be for devices; none may be for provisioning messages. */
  private static void checkPurposes(List<X509Certificate> certificates)
      throws IssuerRefusedException {
    for (X509Certificate one : certificates) {
      List<String> purposes = purposes(one);
      String name = one.getSubjectX500Principal().toString();
      refuse(
          purposes.contains(PlatformChain.PROVISIONING_EKU),
          "/chain",
          name + " is for provisioning messages, which the platform alone signs");
      refuse(
          !purposes.isEmpty() && !purposes.contains(TLS_CLIENT) && !purposes.contains(ANY_PURPOSE),
          "/chain",
          name + " is not for TLS clients, as devices are");
    }
  }

  private static List<String> purposes(X509Certificate one) throws IssuerRefusedException {
    try {
      List<String> purposes = one.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateException unreadable) {
      throw new IssuerRefusedException("/chain", "has a certificate that cannot be read");
    }
  }

  static PrivateKey key(String pem, PublicKey its) throws IssuerRefusedException {
    refuse(pem.length() > LONGEST, "/key", "is longer than " + LONGEST + " characters");
    refuse(
        pem.contains("ENCRYPTED PRIVATE KEY"),
        "/key",
        "is encrypted: decrypt it first, openssl pkcs8 -in FILE");
    Matcher block = KEY.matcher(pem);
    refuse(
        !block.find(),
        "/key",
        "is no PKCS#8 key in PEM: convert it, openssl pkcs8 -topk8 -nocrypt");
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(1));
      return KeyFactory.getInstance(its.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException other) {
      throw new IssuerRefusedException("/key", "is no key of the kind that the certificate has");
    }
  }

  private static void requirePair(PrivateKey key, PublicKey its) throws IssuerRefusedException {
    byte[] challenge = its.getEncoded();
    boolean fits;
    try {
      Signature signature = Signature.getInstance(IssuerSigner.algorithmOf(key));
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(its);
      signature.update(challenge);
      fits = signature.verify(signed);
    } catch (GeneralSecurityException unusable) {
      fits = false;
    }
    refuse(!fits, "/key", "does not belong to the first certificate of the chain");
  }

  private static void refuse(boolean wrong, String field, String problem)
      throws IssuerRefusedException {
    if (wrong) {
      throw new IssuerRefusedException(field, problem);
    }
  }

  @Override
  public String toString() {
    return "IssuerChain[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
