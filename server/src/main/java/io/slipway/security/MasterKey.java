// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The key that everything secret hangs on, from a file that only the server's user reads, from the
 * environment or from a token. In a file it is one line of 64 hex digits for each key, the newest
 * first. Older ones stay usable until nothing needs them.
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
    return openOrCreate(Elsewhere.NOWHERE, file, random);
  }

  /**
   * Takes keys from elsewhere, and behind them those of the file, where there is one. Where nothing
   * is elsewhere the file is made with a new random key.
   */
  public static MasterKey openOrCreate(Elsewhere elsewhere, Path file, SecureRandom random)
      throws IOException {
    if (elsewhere.isNowhere() && Files.notExists(file)) {
      write(file, List.of(newKey(random)));
    }
    return open(elsewhere, file);
  }

  /** The same, where it must be there already. */
  public static MasterKey open(Elsewhere elsewhere, Path file) throws IOException {
    List<byte[]> keys = new ArrayList<>(elsewhere.keys());
    if (elsewhere.isNowhere() || Files.exists(file)) {
      keys.addAll(inFile(file));
    }
    return new MasterKey(keys);
  }

  /**
   * Where keys may be beside the file, the newest first.
   *
   * @param hex keys of 64 hex digits with commas, from the environment
   * @param tokens URIs of RFC 7512 with spaces
   * @param pin of the tokens
   */
  public record Elsewhere(Optional<Secret> hex, Optional<String> tokens, Optional<Secret> pin) {
    public static final Elsewhere NOWHERE =
        new Elsewhere(Optional.empty(), Optional.empty(), Optional.empty());

    public boolean isNowhere() {
      return hex.isEmpty() && tokens.isEmpty();
    }

    /** What is wrong with the URIs of tokens, without asking any. */
    public Optional<String> problem() {
      try {
        tokens.stream().flatMap(all -> Stream.of(all.split(" +", -1))).forEach(TokenKey::parse);
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(e.getMessage());
      }
    }

    private List<byte[]> keys() throws IOException {
      List<byte[]> keys = new ArrayList<>();
      if (hex.isPresent()) {
        keys.addAll(
            parsed(List.of(hex.get().reveal().split("[, ]+", -1)), "the environment's key"));
      }
      if (tokens.isPresent()) {
        for (String uri : tokens.get().split(" +", -1)) {
          keys.add(TokenKey.parse(uri).derive(pin));
        }
      }
      return keys;
    }
  }

  /**
   * Puts a new random key before those of the file.
   *
   * @return the new one's id
   */
  public static String addToFile(Path file, SecureRandom random) throws IOException {
    List<byte[]> keys = new ArrayList<>(inFile(file));
    keys.addFirst(newKey(random));
    write(file, keys);
    return kidOf(keys.getFirst());
  }

  /** Takes all keys but the named ones out of the file. */
  public static void keepInFile(Path file, Set<String> kids) throws IOException {
    write(file, inFile(file).stream().filter(key -> kids.contains(kidOf(key))).toList());
  }

  /** The ids of the file's keys, the newest first. */
  public static List<String> kidsInFile(Path file) throws IOException {
    return inFile(file).stream().map(MasterKey::kidOf).toList();
  }

  private static List<byte[]> inFile(Path file) throws IOException {
    String text = new String(SecureFiles.readSecret(file), StandardCharsets.US_ASCII);
    return parsed(text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList(), file + "");
  }

  private static List<byte[]> parsed(List<String> lines, String place) throws IOException {
    if (lines.isEmpty() || !lines.stream().allMatch(l -> l.matches("[0-9a-fA-F]{64}"))) {
      throw new IOException(place + " is damaged: it must have lines of 64 hex digits");
    }
    return lines.stream().map(HexFormat.of()::parseHex).toList();
  }

  private static void write(Path file, List<byte[]> keys) throws IOException {
    String text =
        keys.stream().map(HexFormat.of()::formatHex).collect(Collectors.joining("\n", "", "\n"));
    SecureFiles.writeSecret(file, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] newKey(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  /** A key of given bytes, such as the one of a published test vector. */
  static MasterKey of(byte[] key) {
    return new MasterKey(List.of(key.clone()));
  }

  /** The id of the newest key, 8 hex digits. */
  public String kid() {
    return kid;
  }

  /** The ids of all keys that are there, the newest first. */
  public Set<String> kids() {
    return keys.keySet();
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
