// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import org.bouncycastle.asn1.x509.CRLReason;

/** What others are told of why a certificate was revoked (RFC 5280, section 5.3.1). */
final class RevocationReasons {
  private RevocationReasons() {}

  static int of(String cause) {
    return switch (cause) {
      case "SUPERSEDED" -> CRLReason.superseded;
      case "STOPPED", "CANCELLED_BY_OPERATOR", "REQUEST_DELETED" -> CRLReason.cessationOfOperation;
      case "REVOKED_BY_OPERATOR" -> CRLReason.privilegeWithdrawn;
      default -> CRLReason.unspecified;
    };
  }
}
