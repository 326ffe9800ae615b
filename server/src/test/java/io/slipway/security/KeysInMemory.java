// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys that are kept as long as this is; what the store does with them is tested there. */
public final class KeysInMemory implements KeyVault {
  final Map<String, PlatformKey> keys = new ConcurrentHashMap<>();

  @Override
  public Optional<PlatformKey> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  @Override
  public PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead) {
    return keys.merge(
        fresh.name(),
        fresh,
        (kept, f) ->
            instead.filter(i -> i.certificate().equals(kept.certificate())).isPresent() ? f : kept);
  }

  @Override
  public List<PlatformKey> beginningWith(String prefix) {
    return keys.values().stream().filter(k -> k.name().startsWith(prefix)).toList();
  }

  @Override
  public void remove(PlatformKey kept) {
    keys.computeIfPresent(
        kept.name(), (n, k) -> k.certificate().equals(kept.certificate()) ? null : k);
  }
}
