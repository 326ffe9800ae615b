// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "10.1.2.3/8, 10.255.0.1, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "::1/128, ::2, false"
  })
  void network_holdsWhatBeginsLikeIt(String network, String address, boolean inside) {
    assertThat(Network.of(network).orElseThrow().contains(address(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "localhost",
        "10.0.0.1/33",
        "10.0.0.1/-1",
        "10.0.0.1/",
        "10.0.0.1/8/8",
        "::1/129",
        "10.0.0",
        "10.0.0.1/1e1",
        "10.0.0.256"
      })
  void anythingElse_isNoNetwork(String text) {
    assertThat(Network.of(text)).isEmpty();
  }

  @Test
  void network_isWrittenWithItsLength() {
    assertThat(Network.of("10.0.0.0/8").orElseThrow()).hasToString("10.0.0.0/8");
  }

  private static InetAddress address(String text) {
    return Network.address(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
