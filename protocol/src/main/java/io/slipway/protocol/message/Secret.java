// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret that does not print itself and is compared in constant time. */
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes a copy. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The secret as text, for the one place that hands it on. */
  public String reveal() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  public boolean matches(Secret other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret s && matches(s);
  }

  @Override
  public int hashCode() {
    // Secrets are no keys of maps; a hash would tell something of them.
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
