// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Keys that are strong enough, and so small that no one can make a check take long by his. */
final class KeyBounds {
  static final String TEXT =
      "RSA of 2048 to 8192 bits, EC of 224 to 521 bits, Ed25519 and Ed448 are";

  private static final int SHORTEST_RSA = 2_048;
  private static final int LONGEST_RSA = 8_192;
  private static final int LONGEST_EXPONENT = 32;
  private static final int SHORTEST_EC = 224;
  private static final int LONGEST_EC = 521;

  private KeyBounds() {}

  static boolean fit(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() >= SHORTEST_RSA
              && rsa.getModulus().bitLength() <= LONGEST_RSA
              && rsa.getPublicExponent().bitLength() <= LONGEST_EXPONENT;
      case ECPublicKey ec -> {
        int bits = ec.getParams().getOrder().bitLength();
        yield bits >= SHORTEST_EC && bits <= LONGEST_EC;
      }
      case EdECPublicKey small -> true;
      default -> false;
    };
  }
}
