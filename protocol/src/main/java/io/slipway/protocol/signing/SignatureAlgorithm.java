// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;

/** The algorithms that messages are signed with. */
public enum SignatureAlgorithm {
  /** On P-256; the signature is DER. */
  SHA256_WITH_ECDSA("SHA256withECDSA"),
  /** The signature is 64 raw bytes. */
  ED25519("Ed25519");

  /** Other curves have orders of 256 bits too; this one is that of P-256 alone. */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final String wireName;

  SignatureAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** The name in messages and in the JDK. */
  public String wireName() {
    return wireName;
  }

  /** The one algorithm that a key is used with; throws where the key is of no kind that we know. */
  public static SignatureAlgorithm of(PublicKey key) {
    boolean p256 = key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
    if (p256) {
      return SHA256_WITH_ECDSA;
    }
    if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals(ED25519.wireName)) {
      return ED25519;
    }
    throw new IllegalArgumentException("keys are P-256 or Ed25519, not " + key.getAlgorithm());
  }
}
