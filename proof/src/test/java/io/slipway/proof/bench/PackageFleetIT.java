// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In small what {@code ./bench --packages} does in large. */
class PackageFleetIT {

  @Test
  @Timeout(180)
  void manyDevicesAtOnce_getAllOfItWhateverTheirLines(@TempDir Path folder) throws Exception {
    try (Slipway slipway = Slipway.start(folder)) {
      PackageRun.Outcome outcome = new PackageRun(24, 6).on(slipway, folder);
      assertThat(outcome.whole()).as(outcome.text()).isEqualTo(24);
      assertThat(outcome.cuts()).isPositive();
      assertThat(outcome.lap().lost()).isZero();
    }
  }
}
