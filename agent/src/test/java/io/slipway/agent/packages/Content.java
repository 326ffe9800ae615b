// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** The content of an application. */
public record Content(byte[] bytes, String sha256) {

  /** One that nobody can guess but who knows the seed. */
  public static Content of(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    // So that a test can damage it by zeros.
    bytes[size - 1] = 1;
    return of(bytes);
  }

  public static Content of(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Content(bytes, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public long size() {
    return bytes.length;
  }

  /** Some of it, at most to its end. */
  public byte[] part(long from, int length) {
    return Arrays.copyOfRange(bytes, (int) from, (int) Math.min(size(), from + length));
  }
}
