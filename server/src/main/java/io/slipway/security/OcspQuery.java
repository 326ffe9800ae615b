// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.Req;

/**
 * What somebody asks about certificates (RFC 6960). Whether he has signed that makes no difference.
 *
 * @param nonce to be said again, so that the answer is known for a fresh one (RFC 9654)
 */
public record OcspQuery(List<CertificateID> certificates, Optional<byte[]> nonce) {
  /** One question takes some hundred bytes. */
  public static final int MAX_BYTES = 4 * 1024;

  private static final int MOST_CERTIFICATES = 10;
  private static final int MOST_NONCE_BYTES = 128;
  private static final int SAID_AGAIN_BYTES = 32;

  /** Reads bytes of anybody. */
  public static OcspQuery read(byte[] der) throws OcspRefusedException {
    if (der.length > MAX_BYTES || !DerShape.isSound(der)) {
      throw new OcspRefusedException("it is not DER of at most " + MAX_BYTES + " bytes");
    }
    try {
      OCSPReq request = new OCSPReq(der);
      List<CertificateID> asked =
          List.of(request.getRequestList()).stream().map(Req::getCertID).toList();
      if (asked.isEmpty() || asked.size() > MOST_CERTIFICATES) {
        throw new OcspRefusedException("it asks about none or too many certificates");
      }
      asked.forEach(OcspQuery::readThrough);
      return new OcspQuery(asked, nonce(request));
    } catch (IOException | RuntimeException e) {
      // The parser says in many ways that it cannot.
      throw new OcspRefusedException("it is no request of OCSP");
    }
  }

  /** Parts are read when they are asked for, and must not fail then. */
  private static void readThrough(CertificateID id) {
    id.getHashAlgOID();
    id.getIssuerNameHash();
    id.getIssuerKeyHash();
    id.getSerialNumber();
  }

  private static Optional<byte[]> nonce(OCSPReq request) throws IOException, OcspRefusedException {
    Extension extension = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    if (extension == null) {
      return Optional.empty();
    }
    byte[] nonce = ASN1OctetString.getInstance(extension.getParsedValue()).getOctets();
    if (nonce.length == 0 || nonce.length > MOST_NONCE_BYTES) {
      throw new OcspRefusedException("its nonce is empty or too long");
    }
    return Optional.of(nonce).filter(n -> n.length <= SAID_AGAIN_BYTES);
  }
}
