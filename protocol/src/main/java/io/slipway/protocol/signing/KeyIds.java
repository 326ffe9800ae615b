// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/** How a key is named in a message: lower-case hex SHA-256 of its SubjectPublicKeyInfo. */
public final class KeyIds {
  private KeyIds() {}

  public static String of(PublicKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
