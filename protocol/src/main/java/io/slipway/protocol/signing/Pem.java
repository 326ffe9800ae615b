// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and what belongs to them as text (RFC 7468). */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]{1,40000}?)-----END CERTIFICATE-----");
  private static final int MAX_CERTIFICATES = 20;

  private Pem() {}

  public static String of(X509Certificate... certificates) {
    return of(List.of(certificates));
  }

  public static String of(Collection<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(block("CERTIFICATE", der(certificate)));
    }
    return text.toString();
  }

  /** One block of whatever kind, such as a {@code CERTIFICATE REQUEST}. */
  public static String block(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(der), label);
  }

  /** The certificates in a text, in order; what stands around them is passed over. */
  public static List<X509Certificate> certificates(String pem) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (found.size() == MAX_CERTIFICATES) {
        throw new CertificateException("more than " + MAX_CERTIFICATES + " certificates");
      }
      found.add((X509Certificate) factory.generateCertificate(in(block.group(1))));
    }
    return found;
  }

  private static ByteArrayInputStream in(String base64) throws CertificateException {
    try {
      return new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new CertificateException("a certificate that is not base64", e);
    }
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    }
  }
}
