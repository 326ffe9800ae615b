// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.domain.PlatformKey;
import io.slipway.security.KeyVault;
import io.slipway.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The platform's keys in the store. An installation that still has them in files, as version 0.1.0
 * left them, keeps its authority.
 *
 * @param store which may still be on its way
 * @param data the data folder
 */
record StoredKeys(Supplier<Store> store, Path data) implements KeyVault {
  private static final String OLD_FOLDER = "pki";

  @Override
  public Optional<PlatformKey> find(String name) {
    Optional<PlatformKey> known = store.get().platformKey(name);
    return known.isPresent() ? known : fromFile(name).map(key -> keep(key, Optional.empty()));
  }

  @Override
  public PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead) {
    store.get().keep(fresh, instead);
    return store.get().platformKey(fresh.name()).orElseThrow();
  }

  @Override
  public List<PlatformKey> beginningWith(String prefix) {
    return store.get().certificates().platformKeys(prefix);
  }

  @Override
  public void remove(PlatformKey kept) {
    store.get().remove(kept);
  }

  private Optional<PlatformKey> fromFile(String name) {
    Path key = data.resolve(OLD_FOLDER).resolve(name + ".key");
    Path certificate = data.resolve(OLD_FOLDER).resolve(name + ".pem");
    if (!Files.exists(key) || !Files.exists(certificate)) {
      return Optional.empty();
    }
    try {
      Instant since = Files.getLastModifiedTime(key).toInstant();
      return Optional.of(
          new PlatformKey(
              name,
              Files.readString(key).strip(),
              Files.readString(certificate),
              Instant.ofEpochMilli(since.toEpochMilli())));
    } catch (IOException e) {
      throw new UncheckedIOException("the key " + key + " cannot be read", e);
    }
  }
}
