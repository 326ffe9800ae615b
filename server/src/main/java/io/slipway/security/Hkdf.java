// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 and an empty salt (RFC 5869). */
final class Hkdf {
  private static final String MAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;
  private static final int MAX_BLOCKS = 255;

  private Hkdf() {}

  /** What {@link #expand} begins from; the same for all that is derived from a key. */
  static byte[] extract(byte[] keyMaterial) {
    return hmac(new byte[HASH_BYTES], keyMaterial);
  }

  static byte[] expand(byte[] extracted, byte[] info, int length) {
    if (length > MAX_BLOCKS * HASH_BYTES) {
      throw new IllegalArgumentException("HKDF gives at most 8160 bytes");
    }
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    for (int done = 0, i = 1; done < length; done += HASH_BYTES, i++) {
      block = hmac(extracted, block, info, new byte[] {(byte) i});
      System.arraycopy(block, 0, output, done, Math.min(HASH_BYTES, length - done));
    }
    return output;
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
