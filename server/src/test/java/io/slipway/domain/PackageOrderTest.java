// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final PackageName HEATER = new PackageName("heater", "1.2.0");

  @Test
  void packagesThatAreTakenBack_needTheFullProfile() {
    assertThat(ordering(PackageOrder.NONE)).isEqualTo(ProfileRule.ANY);
    assertThat(ordering(new PackageOrder(List.of(HEATER), false))).isEqualTo(ProfileRule.ANY);
    assertThat(ordering(new PackageOrder(List.of(HEATER), true))).isEqualTo(ProfileRule.FULL);
  }

  private static ProfileRule ordering(PackageOrder order) {
    return new RequestOptions.Extra(
            5, ProfileRule.ANY, Reprovision.NEVER, Optional.empty(), Optional.empty(), order)
        .neededProfile();
  }
}
