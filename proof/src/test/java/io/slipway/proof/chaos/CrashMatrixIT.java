// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A short play on each store, with every kind of fault; {@code ./chaos} plays longer ones. */
class CrashMatrixIT {
  private static final Logger LOG = LoggerFactory.getLogger(CrashMatrixIT.class);
  private static final int FAULTS = 16;
  private static final long SEED = 20_261_125;

  @Test
  void everyDevice_arrivesOnceWhateverHappensToOneNode(@TempDir Path folder) throws Exception {
    Chaos.play(Scene.sqlite(FAULTS, SEED), folder, LOG::info);
  }

  @Test
  void everyDevice_arrivesOnceWhateverHappensToNodesThatShareADatabase(@TempDir Path folder)
      throws Exception {
    Chaos.play(Scene.postgresql(2, FAULTS, SEED), folder, LOG::info);
  }
}
