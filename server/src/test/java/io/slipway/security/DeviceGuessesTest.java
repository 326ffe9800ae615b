// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DeviceGuessesTest {
  private final DeviceGuesses guesses =
      new DeviceGuesses(Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC));

  @Test
  void guessesFromOneAddress_areSlowedWhateverNamesTheyClaim() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(wrong("192.0.2.1", "gateway-" + i)).isZero();
    }
    assertThat(wrong("192.0.2.1", "gateway-21")).isPositive();
    assertThat(wrong("192.0.2.2", "gateway-22")).isZero();
  }

  @Test
  void guessesAtOneIdentity_areSlowedWhereverTheyComeFrom() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(wrong("10." + i + ".0.1", "gateway")).isZero();
    }
    assertThat(wrong("10.99.0.1", "gateway")).isPositive();
    assertThat(wrong("10.99.0.1", "another")).isZero();
  }

  @Test
  void guessesFromOneNetwork_areSlowedWhateverAddressesItUses() throws Exception {
    for (int i = 0; i < 200; i++) {
      assertThat(wrong("198.51.100." + i, "a" + i)).isZero();
      assertThat(wrong("2001:db8:0:1::" + Integer.toHexString(i + 1), "b" + i)).isZero();
    }
    assertThat(wrong("198.51.100.250", "x")).isPositive();
    assertThat(wrong("198.51.101.1", "y")).isZero();
    assertThat(wrong("2001:db8:0:1:ffff::1", "z")).isPositive();
    assertThat(wrong("2001:db8:0:2::1", "w")).isZero();
  }

  private Duration wrong(String address, String clientId) throws UnknownHostException {
    return guesses.wrong(InetAddress.getByName(address), clientId, "user");
  }
}
