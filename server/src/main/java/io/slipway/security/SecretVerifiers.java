// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.protocol.message.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What passwords are checked against. Random ones get a salted hash; those that people chose get
 * Argon2id, and before it a keyed pre-check of twelve bits, so that all but one of 4,096 guesses
 * cost next to nothing while telling nothing to who has no master key. A password that has passed
 * once passes again by a hash that is keyed for this process only, so that a fleet that comes back
 * does not pay anew.
 *
 * <p>It takes no master key to check them, so that nobody is locked out where that is lost; without
 * it only the pre-check is left out.
 *
 * <p>A verifier is {@code g2.{salt}.{hash}} or {@code c1.{kid}.{salt}.{pre-check}.{hash}}. Of
 * version 0.1.0 are {@code g1.{kid}.{salt}.{hash}}, which need the key.
 */
public final class SecretVerifiers {
  private static final String GENERATED = "g2";
  private static final String KEYED = "g1";
  private static final String CHOSEN = "c1";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int PRECHECK_MASK = 0xfff;
  private static final int MOST_REMEMBERED = 50_000;

  private final MasterKey masterKey;
  private final SecureRandom random;
  private final Semaphore slowHashes;
  private final byte[] ownKey = new byte[HASH_BYTES];
  private final Cache<String, byte[]> passed =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  /**
   * @param slowHashesAtOnce how many Argon2 hashes run at the same time, each with 19 MiB
   */
  public SecretVerifiers(MasterKey masterKey, SecureRandom random, int slowHashesAtOnce) {
    this.masterKey = masterKey;
    this.random = random;
    this.slowHashes = new Semaphore(slowHashesAtOnce, true);
    random.nextBytes(ownKey);
  }

  /** For secrets with at least 70 random bits, which nobody guesses. */
  public String ofGenerated(Secret secret) {
    byte[] salt = salt();
    return String.join(".", GENERATED, text(salt), text(Hkdf.hmac(salt, secret.bytes())));
  }

  /** For secrets that people chose. */
  public String ofChosen(Secret secret) {
    byte[] salt = salt();
    String kid = masterKey.kid();
    String precheck = Integer.toHexString(precheck(kid, salt, secret));
    return String.join(".", CHOSEN, kid, text(salt), precheck, text(slowHash(salt, secret)));
  }

  public boolean verify(Secret secret, String verifier) {
    String[] parts = verifier.split("\\.", -1);
    return switch (parts[0]) {
      case GENERATED ->
          MessageDigest.isEqual(bytes(parts[2]), Hkdf.hmac(bytes(parts[1]), secret.bytes()));
      case KEYED ->
          masterKey.has(parts[1])
              && MessageDigest.isEqual(
                  bytes(parts[3]), keyedHash(parts[1], bytes(parts[2]), secret));
      case CHOSEN -> verifyChosen(secret, verifier, parts);
      default -> throw new IllegalStateException("a verifier of an unknown kind");
    };
  }

  /** Costs what a wrong guess costs, for those whom nobody knows. */
  public void waste(Secret secret) {
    byte[] salt = new byte[SALT_BYTES];
    keyedHash(masterKey.kid(), salt, secret);
    if (precheck(masterKey.kid(), salt, secret) == 0) {
      slowHash(salt, secret);
    }
  }

  private boolean verifyChosen(Secret secret, String verifier, String[] parts) {
    byte[] salt = bytes(parts[2]);
    int expected = Integer.parseInt(parts[3], 16);
    if (masterKey.has(parts[1]) && precheck(parts[1], salt, secret) != expected) {
      return false;
    }
    byte[] quick = Hkdf.hmac(ownKey, verifier.getBytes(StandardCharsets.US_ASCII), secret.bytes());
    byte[] passedWith = passed.getIfPresent(verifier);
    if (passedWith != null && MessageDigest.isEqual(passedWith, quick)) {
      return true;
    }
    boolean right = MessageDigest.isEqual(bytes(parts[4]), slowHash(salt, secret));
    if (right) {
      passed.put(verifier, quick);
    }
    return right;
  }

  private int precheck(String kid, byte[] salt, Secret secret) {
    byte[] key = masterKey.derive(kid, "slipway-precheck-v1", salt, HASH_BYTES);
    return ByteBuffer.wrap(Hkdf.hmac(key, secret.bytes())).getInt() & PRECHECK_MASK;
  }

  private byte[] keyedHash(String kid, byte[] salt, Secret secret) {
    byte[] key = masterKey.derive(kid, "slipway-verifier-v1", salt, HASH_BYTES);
    return Hkdf.hmac(key, secret.bytes());
  }

  private byte[] slowHash(byte[] salt, Secret secret) {
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(PASSES)
            .withParallelism(1)
            .withSalt(salt)
            .build();
    byte[] hash = new byte[HASH_BYTES];
    byte[] clear = secret.bytes();
    slowHashes.acquireUninterruptibly();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(clear, hash);
    } finally {
      slowHashes.release();
      Arrays.fill(clear, (byte) 0);
    }
    return hash;
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
