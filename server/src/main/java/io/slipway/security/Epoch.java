// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * A mark that changes with the platform's keys, so that nodes need not read all of them to find
 * that nothing has happened.
 */
final class Epoch {
  private static final String NAME = "epoch";
  private static final String FIRST = "0";

  private final KeyVault vault;
  private final Sealer sealer;
  private final Clock clock;

  Epoch(KeyVault vault, Sealer sealer, Clock clock) {
    this.vault = vault;
    this.sealer = sealer;
    this.clock = clock;
  }

  String read() {
    return vault.find(NAME).map(PlatformKey::certificate).orElse(FIRST);
  }

  /** Where another node does the same at once, either will do. */
  void next() {
    // Sealed, since all keys there are; it never comes twice either.
    String fresh = sealer.seal("private-key", NAME);
    PlatformKey mark =
        new PlatformKey(NAME, fresh, fresh, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    vault.keep(mark, vault.find(NAME));
  }
}
