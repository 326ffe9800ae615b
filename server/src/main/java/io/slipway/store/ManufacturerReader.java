// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import java.util.List;
import java.util.Optional;

/** Reads the manufacturers that accounts trust; throws as {@link StoreReader} does. */
public interface ManufacturerReader {

  Optional<ManufacturerAuthority> authority(Id authorityId);

  /** Those of an account, the one with this name where one is given, the newest first. */
  Page<ManufacturerAuthority> authorities(Id scopeId, Optional<String> name, PageRequest page);

  long countAuthorities(Id scopeId, Optional<String> name);

  /** All of an account. */
  List<ManufacturerAuthority> trusted(Id scopeId);

  /** In which state all of an account are, without what they hold. */
  List<ManufacturerAuthority.Stamp> stamps(Id scopeId);
}
