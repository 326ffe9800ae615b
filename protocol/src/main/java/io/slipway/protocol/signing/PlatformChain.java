// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;

/**
 * Whose signatures count: the platform's signing certificate up to its self-signed root, and the
 * chain of the account's management (protocol, section 3, step 1).
 *
 * @param platform the signing certificate first, the root last
 * @param management the account's management chain, which may be empty
 */
public record PlatformChain(List<X509Certificate> platform, List<X509Certificate> management) {
  /** The extended key usage of a certificate that signs provisioning messages. */
  public static final String PROVISIONING_EKU = "2.25.111468111200081397730598191167091025983";

  /** The extended key usage of a certificate that signs an account's management messages. */
  public static final String MANAGEMENT_EKU = "2.25.53500125912519817995444928088649706082";

  public PlatformChain {
    platform = List.copyOf(platform);
    management = List.copyOf(management);
  }

  /** Takes the chains apart: the first ends with the first self-signed certificate. */
  public static PlatformChain parse(String pemChains) throws CertificateException {
    List<X509Certificate> all = Pem.certificates(pemChains);
    for (int i = 0; i < all.size(); i++) {
      if (selfIssued(all.get(i))) {
        return new PlatformChain(all.subList(0, i + 1), all.subList(i + 1, all.size()));
      }
    }
    throw new CertificateException("no self-signed certificate ends the platform's chain");
  }

  public X509Certificate signer() {
    return platform.get(0);
  }

  public X509Certificate root() {
    return platform.get(platform.size() - 1);
  }

  /**
   * Who vouches for the signer, as far as this device is concerned: the root where that is trusted,
   * else the first on the way to it that is. While the platform goes over to another root, the new
   * one stands on the way to the old one, certified by it.
   *
   * @param trusted whether name and key of a certificate are those of an authority that is trusted
   */
  public X509Certificate anchor(Predicate<X509Certificate> trusted) {
    if (trusted.test(root())) {
      return root();
    }
    return platform.stream().skip(1).filter(trusted).findFirst().orElse(root());
  }

  /** Throws where the chain does not hold together at this time, or leads to nobody trusted. */
  public void verify(Instant now, Predicate<X509Certificate> trusted) throws CertificateException {
    List<String> usages = signer().getExtendedKeyUsage();
    if (usages == null || !usages.contains(PROVISIONING_EKU)) {
      throw new CertificateException("the first certificate is not for provisioning messages");
    }
    if (platform.size() < 2) {
      throw new CertificateException("a root does not sign messages itself");
    }
    List<X509Certificate> used = platform.subList(0, platform.indexOf(anchor(trusted)) + 1);
    checkIssuers(used);
    checkOrder(used);
    checkTimes(used, now);
    checkPath(used, now);
    if (!trusted.test(used.get(used.size() - 1))) {
      throw new CertificateException(
          "the root is not trusted: " + root().getSubjectX500Principal());
    }
  }

  /** The authority of an account says what it is for, and provisioning messages are not. */
  private static void checkIssuers(List<X509Certificate> used) throws CertificateException {
    for (X509Certificate issuer : used.subList(1, used.size())) {
      List<String> usages = issuer.getExtendedKeyUsage();
      if (usages != null && !usages.contains(PROVISIONING_EKU)) {
        throw new CertificateException(
            "its issuer is not one for provisioning messages: " + issuer.getSubjectX500Principal());
      }
    }
  }

  private static void checkOrder(List<X509Certificate> used) throws CertificateException {
    for (int i = 0; i + 1 < used.size(); i++) {
      X500Principal issuer = used.get(i).getIssuerX500Principal();
      if (!issuer.equals(used.get(i + 1).getSubjectX500Principal())) {
        throw broken("its order is wrong, as " + issuer + " does not stand where it should", null);
      }
    }
  }

  private static void checkTimes(List<X509Certificate> used, Instant now)
      throws CertificateException {
    for (X509Certificate one : used) {
      try {
        one.checkValidity(Date.from(now));
      } catch (CertificateExpiredException over) {
        throw broken(
            one.getSubjectX500Principal() + " has expired on " + one.getNotAfter().toInstant(),
            over);
      } catch (CertificateNotYetValidException early) {
        throw broken(
            one.getSubjectX500Principal()
                + " is not valid before "
                + one.getNotBefore().toInstant(),
            early);
      }
    }
  }

  private static void checkPath(List<X509Certificate> used, Instant now)
      throws CertificateException {
    X509Certificate end = used.get(used.size() - 1);
    if (end.getBasicConstraints() < 0) {
      throw broken(end.getSubjectX500Principal() + " is no authority", null);
    }
    // A root is in the path too, so that it is checked like others.
    List<X509Certificate> path = selfIssued(end) ? used : used.subList(0, used.size() - 1);
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(path), demands(end, now));
    } catch (GeneralSecurityException e) {
      throw broken(e.getMessage(), e);
    }
  }

  private static CertificateException broken(String why, Exception cause) {
    return new CertificateException("the platform's chain does not hold: " + why, cause);
  }

  /** An anchor is a name and a key. */
  private static PKIXParameters demands(X509Certificate end, Instant now)
      throws GeneralSecurityException {
    TrustAnchor anchor = new TrustAnchor(end.getSubjectX500Principal(), end.getPublicKey(), null);
    X509CertSelector signing = new X509CertSelector();
    signing.setKeyUsage(new boolean[] {true});
    PKIXParameters demands = new PKIXParameters(Set.of(anchor));
    demands.setRevocationEnabled(false);
    demands.setDate(Date.from(now));
    demands.setTargetCertConstraints(signing);
    return demands;
  }

  private static boolean selfIssued(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
  }
}
