// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * One address, or all that begin with the same bits.
 *
 * @param bits how many of them
 */
public record Network(InetAddress address, int bits) {

  /** Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; names are none. */
  public static Optional<Network> of(String text) {
    String[] parts = text.split("/", -1);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(parts[0]);
    if (bytes == null || parts.length > 2) {
      return Optional.empty();
    }
    int all = bytes.length * Byte.SIZE;
    if (parts.length == 1) {
      return Optional.of(new Network(address(bytes), all));
    }
    return Optional.of(parts[1])
        .filter(length -> length.matches("[0-9]{1,3}"))
        .map(Integer::parseInt)
        .filter(length -> length <= all)
        .map(length -> new Network(address(bytes), length));
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
    }
  }

  boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
