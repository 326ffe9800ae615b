// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LookalikesTest {
  @Test
  void address_isLookedForInAllWaysOfWriting() {
    assertThat(Lookalikes.of("00:D0:c9:aa:bb:01"))
        .contains(
            "00d0c9aabb01",
            "00D0C9AABB01",
            "00:d0:c9:aa:bb:01",
            "00-D0-C9-AA-BB-01",
            "00D0c9aabb01");
    assertThat(Lookalikes.of("00D0C9AABB01")).contains("00:D0:C9:AA:BB:01", "00d0c9aabb01");
  }

  @Test
  void name_isLookedForWithoutSeparatorsAndInOtherCases() {
    assertThat(Lookalikes.of("Gateway_7"))
        .containsExactlyInAnyOrder("gateway_7", "GATEWAY_7", "Gateway7", "gateway7", "GATEWAY7");
  }

  @Test
  void clientId_isNoLookalikeOfItself() {
    assertThat(Lookalikes.of("gateway")).doesNotContain("gateway", "");
    assertThat(Lookalikes.of("-")).isEmpty();
  }

  @Test
  void beginning_leavesOutTheLastQuarter() {
    assertThat(Lookalikes.beginning("gateway-0001")).isEqualTo("gateway-0");
    assertThat(Lookalikes.beginning("gw1")).isEqualTo("gw1");
    assertThat(Lookalikes.beginning("g")).isEqualTo("g");
  }
}
