// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * What wrong logins of devices cost: they are budgeted by address, by network and by the identity
 * that was claimed, so that neither one attacker with many names nor many with one name are fast.
 */
public final class DeviceGuesses {
  private static final int NETWORK_AT_ONCE = 200;
  private static final Duration NETWORK_EACH = Duration.ofMillis(300);
  private static final int IPV4_NETWORK_BYTES = 3;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final GuessBudget addresses;
  private final GuessBudget networks;
  private final GuessBudget identities;

  public DeviceGuesses(Clock clock) {
    this.addresses = new GuessBudget(clock);
    this.networks = new GuessBudget(NETWORK_AT_ONCE, NETWORK_EACH, clock);
    this.identities = new GuessBudget(clock);
  }

  /** Counts a wrong login; returns how long its answer is to wait. */
  public Duration wrong(InetAddress source, String clientId, String username) {
    byte[] address = source.getAddress();
    int network = source instanceof Inet4Address ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    // Names may be long, so only a hash is kept. Who shares it is slowed too, but only when wrong.
    int identity = 31 * clientId.hashCode() + username.hashCode();
    return Stream.of(
            addresses.charge(HexFormat.of().formatHex(address)),
            networks.charge(HexFormat.of().formatHex(Arrays.copyOf(address, network))),
            identities.charge(Integer.toHexString(identity)))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
