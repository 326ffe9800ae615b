// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The identity of an entity: a positive 63-bit number, written as the unpadded base64url of its
 * shortest big-endian bytes ({@code AQ} is 1), as clients of Everyware Cloud and Kapua know it.
 */
public record Id(long value) implements Comparable<Id> {
  /** The account at the root of the tree. */
  public static final Id ROOT_ACCOUNT = new Id(1);

  /** The account where every device first logs in. */
  public static final Id PROVISION_ACCOUNT = new Id(2);

  /** Stands for the platform itself where a creator or modifier is named. */
  public static final Id PLATFORM = new Id(1);

  public Id {
    if (value <= 0) {
      throw new IllegalArgumentException("an id is positive: " + value);
    }
  }

  /** The id that is written as {@code text}, or empty where it is none. */
  public static Optional<Id> parse(String text) {
    if (text.isEmpty() || text.length() > 11) {
      return Optional.empty();
    }
    try {
      BigInteger number = new BigInteger(1, Base64.getUrlDecoder().decode(text));
      Id id = number.bitLength() < 64 && number.signum() > 0 ? new Id(number.longValue()) : null;
      return Optional.ofNullable(id).filter(i -> i.toString().equals(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(Id other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    byte[] bytes = BigInteger.valueOf(value).toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    byte[] shortest = Arrays.copyOfRange(bytes, from, bytes.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(shortest);
  }
}
