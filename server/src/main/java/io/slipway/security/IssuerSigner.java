// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs for Bouncy Castle, by the library that a key belongs to. */
final class IssuerSigner {
  private static final int P256_BITS = 256;

  private IssuerSigner() {}

  static ContentSigner of(PrivateKey key) {
    JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithmOf(key));
    NativeCrypto.owner(key).ifPresent(builder::setProvider);
    try {
      return builder.build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("a key of the platform cannot sign", e);
    }
  }

  static String algorithmOf(PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec when ec.getParams().getOrder().bitLength() > P256_BITS ->
          "SHA384withECDSA";
      case ECPrivateKey ec -> "SHA256withECDSA";
      case RSAPrivateKey rsa -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }
}
