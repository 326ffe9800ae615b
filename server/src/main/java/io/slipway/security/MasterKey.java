// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The key that everything secret hangs on, from a file that only the server's user reads: one line
 * of 64 hex digits for each key, the newest first. Older ones stay usable until nothing needs them.
 */
public final class MasterKey {
  private static final int KEY_BYTES = 32;
  private static final int KID_BYTES = 4;
  private static final byte SEPARATOR = 0;

  private final String kid;

  /** Of each key, what HKDF extracts from it. */
  private final Map<String, byte[]> keys;

  private MasterKey(List<byte[]> newestFirst) {
    Map<String, byte[]> byKid = new LinkedHashMap<>();
    newestFirst.forEach(key -> byKid.put(kidOf(key), Hkdf.extract(key)));
    this.keys = Collections.unmodifiableMap(byKid);
    this.kid = byKid.keySet().iterator().next();
  }

  /** Reads the file, or makes it with a new random key. */
  public static MasterKey openOrCreate(Path file, SecureRandom random) throws IOException {
    if (Files.notExists(file)) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      SecureFiles.writeSecret(
          file, (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String text = new String(SecureFiles.readSecret(file), StandardCharsets.US_ASCII);
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty() || !lines.stream().allMatch(l -> l.matches("[0-9a-fA-F]{64}"))) {
      throw new IOException(file + " is damaged: it must have lines of 64 hex digits");
    }
    return new MasterKey(lines.stream().map(HexFormat.of()::parseHex).toList());
  }

  /** A key of given bytes, such as the one of a published test vector. */
  static MasterKey of(byte[] key) {
    return new MasterKey(List.of(key.clone()));
  }

  /** The id of the newest key, 8 hex digits. */
  public String kid() {
    return kid;
  }

  /** Whether the key with this id is there, be it the newest or not. */
  public boolean has(String keyId) {
    return keys.containsKey(keyId);
  }

  /** Derives bytes from the newest key. */
  public byte[] derive(String label, byte[] context, int length) {
    return derive(kid, label, context, length);
  }

  /** Derives bytes from the key with this id; throws where it is not there any more. */
  public byte[] derive(String keyId, String label, byte[] context, int length) {
    byte[] key = keys.get(keyId);
    if (key == null) {
      throw new IllegalStateException(
          "the master key " + keyId + " is missing; put it back into the key file");
    }
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    info.write(SEPARATOR);
    info.writeBytes(context);
    return Hkdf.expand(key, info.toByteArray(), length);
  }

  private static String kidOf(byte[] key) {
    byte[] label = "slipway-key-id-v1".getBytes(StandardCharsets.US_ASCII);
    byte[] hash = Hkdf.hmac(key, label);
    return HexFormat.of().formatHex(Arrays.copyOf(hash, KID_BYTES));
  }

  @Override
  public String toString() {
    return "MasterKey[" + kid + "]";
  }
}
