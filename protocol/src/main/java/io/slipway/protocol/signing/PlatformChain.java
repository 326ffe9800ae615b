// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

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

  /** Throws where the chain does not hold together at this time, or its root is not trusted. */
  public void verify(Instant now, Predicate<X509Certificate> trustedRoot)
      throws CertificateException {
    List<String> usages = signer().getExtendedKeyUsage();
    if (usages == null || !usages.contains(PROVISIONING_EKU)) {
      throw new CertificateException("the first certificate is not for provisioning messages");
    }
    if (platform.size() < 2) {
      throw new CertificateException("a root does not sign messages itself");
    }
    checkIssuers();
    checkPath(now);
    if (!trustedRoot.test(root())) {
      throw new CertificateException(
          "the root is not trusted: " + root().getSubjectX500Principal());
    }
  }

  /** The authority of an account says what it is for, and provisioning messages are not. */
  private void checkIssuers() throws CertificateException {
    for (X509Certificate issuer : platform.subList(1, platform.size())) {
      List<String> usages = issuer.getExtendedKeyUsage();
      if (usages != null && !usages.contains(PROVISIONING_EKU)) {
        throw new CertificateException(
            "its issuer is not one for provisioning messages: " + issuer.getSubjectX500Principal());
      }
    }
  }

  private void checkPath(Instant now) throws CertificateException {
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(platform), demands(now));
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the platform's chain does not hold: " + e.getMessage(), e);
    }
  }

  /** The root is anchor by name and key, and in the path too, so that it is checked like others. */
  private PKIXParameters demands(Instant now) throws GeneralSecurityException {
    TrustAnchor anchor =
        new TrustAnchor(root().getSubjectX500Principal(), root().getPublicKey(), null);
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
