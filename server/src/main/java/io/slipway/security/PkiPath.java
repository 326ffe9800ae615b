// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.protocol.signing.KeyIds;
import java.security.cert.X509Certificate;

/**
 * Where an authority publishes what it says of its certificates: at the same paths on every node.
 *
 * @param owner an account's id, or {@link #ROOT}
 * @param authority the beginning of its key's id
 */
public record PkiPath(String owner, String authority) {
  /** Owner of the platform's root. */
  public static final String ROOT = "root";

  public static final String LIST = ".crl";
  public static final String CERTIFICATE = ".crt";
  public static final String OCSP = "/ocsp";

  private static final int DIGITS = 16;

  static PkiPath ofRoot(X509Certificate root) {
    return new PkiPath(ROOT, name(root));
  }

  static PkiPath of(Id account, X509Certificate authority) {
    return new PkiPath(account.toString(), name(authority));
  }

  /** The list of what it has revoked. */
  public String list() {
    return base() + LIST;
  }

  /** Its own certificate. */
  public String certificate() {
    return base() + CERTIFICATE;
  }

  /** Where it answers whether a certificate still counts. */
  public String ocsp() {
    return base() + OCSP;
  }

  private String base() {
    return "/pki/" + owner + "/" + authority;
  }

  private static String name(X509Certificate certificate) {
    return KeyIds.of(certificate.getPublicKey()).substring(0, DIGITS);
  }
}
