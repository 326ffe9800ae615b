// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Secrets with a text beside them that all nodes share, sealed in the vault. */
public final class VaultEntries {
  private final KeyVault vault;
  private final Sealer sealer;
  private final Clock clock;

  public VaultEntries(KeyVault vault, Sealer sealer, Clock clock) {
    this.vault = vault;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * What is kept under a name.
   *
   * @param text not sealed, and another one with every change
   */
  public record Entry(Secret secret, String text, PlatformKey sealed) {
    @Override
    public String toString() {
      return "Entry[" + sealed.name() + "]";
    }
  }

  /** What is there now. */
  public Optional<Entry> find(String name) throws IOException {
    Optional<PlatformKey> kept = vault.find(name);
    return kept.isEmpty() ? Optional.empty() : Optional.of(open(kept.get()));
  }

  /**
   * Keeps a secret, unless another node was faster.
   *
   * @param instead what it replaces
   * @return what is kept now
   */
  public Entry keep(String name, Secret secret, String text, Optional<Entry> instead)
      throws IOException {
    PlatformKey fresh =
        new PlatformKey(
            name,
            sealer.seal(PlatformKeys.PURPOSE, secret.bytes()),
            text,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return open(vault.keep(fresh, instead.map(Entry::sealed)));
  }

  private Entry open(PlatformKey kept) throws IOException {
    try {
      return new Entry(
          sealer.open(PlatformKeys.PURPOSE, kept.sealedKey()), kept.certificate(), kept);
    } catch (IllegalArgumentException e) {
      throw new IOException("the entry " + kept.name() + " of the vault cannot be opened", e);
    }
  }
}
