// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * Tells in certificates where it is published whether they still count.
 *
 * @param url where every node is reached by everybody; nothing is told where there is none
 */
record PkiExtensions(Optional<String> url) {

  /** The list, the certificate of the issuer, and who answers questions. */
  void addAll(X509v3CertificateBuilder builder, PkiPath issuer) throws CertIOException {
    addList(builder, issuer);
    if (url.isPresent()) {
      AccessDescription[] access = {
        new AccessDescription(AccessDescription.id_ad_ocsp, name(issuer.ocsp())),
        new AccessDescription(AccessDescription.id_ad_caIssuers, name(issuer.certificate()))
      };
      builder.addExtension(
          Extension.authorityInfoAccess, false, new AuthorityInformationAccess(access));
    }
  }

  /** The list alone, which whoever is no device's account has. */
  void addList(X509v3CertificateBuilder builder, PkiPath issuer) throws CertIOException {
    if (url.isPresent()) {
      builder.addExtension(Extension.cRLDistributionPoints, false, list(issuer));
    }
  }

  /** Whether a certificate names the list that it would be given today. */
  boolean namesList(byte[] extension, PkiPath issuer) {
    if (url.isEmpty() || extension == null) {
      return url.isEmpty() && extension == null;
    }
    try {
      return Arrays.equals(extension, new DEROctetString(list(issuer)).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("an address can be encoded", e);
    }
  }

  private CRLDistPoint list(PkiPath issuer) {
    DistributionPointName where = new DistributionPointName(new GeneralNames(name(issuer.list())));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(where, null, null)});
  }

  private GeneralName name(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url.orElseThrow() + path);
  }
}
