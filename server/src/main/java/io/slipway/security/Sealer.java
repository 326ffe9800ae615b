// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets that must be readable again, with AES-256-GCM under a key derived from the master
 * key. A sealed text is {@code v1.{kid}.{base64url of nonce and ciphertext}} and opens only for its
 * purpose.
 */
public final class Sealer {
  private static final String VERSION = "v1";
  private static final String LABEL = "slipway-seal-v1";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final MasterKey masterKey;
  private final SecureRandom random;

  public Sealer(MasterKey masterKey, SecureRandom random) {
    this.masterKey = masterKey;
    this.random = random;
  }

  public String seal(String purpose, String clear) {
    return seal(purpose, clear.getBytes(StandardCharsets.UTF_8));
  }

  public String seal(String purpose, byte[] clear) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] hidden = cipher(Cipher.ENCRYPT_MODE, masterKey.kid(), purpose, nonce).doFinal(clear);
      byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + hidden.length);
      System.arraycopy(hidden, 0, both, NONCE_BYTES, hidden.length);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(both);
      return VERSION + "." + masterKey.kid() + "." + text;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM does not work here", e);
    }
  }

  /** The same for the same text, and telling nothing of it to whoever lacks the master key. */
  public String fingerprint(String purpose, String clear) {
    byte[] key =
        masterKey.derive(
            "slipway-fingerprint-v1", purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
    byte[] hash = Hkdf.hmac(key, clear.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  /**
   * Throws {@link IllegalArgumentException} where the text is not what this sealed for the purpose.
   */
  public Secret open(String purpose, String sealed) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw new IllegalArgumentException("not a sealed value");
    }
    byte[] both = Base64.getUrlDecoder().decode(parts[2]);
    if (both.length <= NONCE_BYTES) {
      throw new IllegalArgumentException("not a sealed value");
    }
    try {
      byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, parts[1], purpose, nonce);
      return Secret.of(cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a sealed value that was tampered with", e);
    }
  }

  /**
   * The same secret sealed by the newest key, which a value that is already stays as it is.
   *
   * @param purposes one of which it was sealed for
   * @return empty where it opens for none, or its key is not here
   */
  public Optional<String> anew(String sealed, List<String> purposes) {
    if (sealed.startsWith(VERSION + "." + masterKey.kid() + ".")) {
      return Optional.of(sealed);
    }
    for (String purpose : purposes) {
      try {
        return Optional.of(seal(purpose, open(purpose, sealed).bytes()));
      } catch (IllegalArgumentException | IllegalStateException other) {
        // It was sealed for another purpose, or by a key that is missing.
      }
    }
    return Optional.empty();
  }

  private Cipher cipher(int mode, String kid, String purpose, byte[] nonce)
      throws GeneralSecurityException {
    byte[] key = masterKey.derive(kid, LABEL, purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
