// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Optional;

/** The algorithms that messages are signed with. */
public enum SignatureAlgorithm {
  /** On P-256; the signature is DER. */
  SHA256_WITH_ECDSA("SHA256withECDSA"),
  /** The signature is 64 raw bytes. */
  ED25519("Ed25519");

  private static final int P256_BITS = 256;

  private final String wireName;

  SignatureAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** The name in messages and in the JDK. */
  public String wireName() {
    return wireName;
  }

  public static Optional<SignatureAlgorithm> named(String wireName) {
    return Arrays.stream(values()).filter(a -> a.wireName.equals(wireName)).findFirst();
  }

  /** The one algorithm that a key is used with; throws where the key is of no kind that we know. */
  public static SignatureAlgorithm of(PublicKey key) {
    boolean p256 =
        key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256_BITS;
    if (p256) {
      return SHA256_WITH_ECDSA;
    }
    if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
      return ED25519;
    }
    throw new IllegalArgumentException("keys are P-256 or Ed25519, not " + key.getAlgorithm());
  }
}
