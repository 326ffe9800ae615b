// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.ManufacturerAuthority;

/** Writes which manufacturers accounts trust; throws as {@link Store} does. */
public interface Manufacturers extends ManufacturerReader {

  /** Throws {@link DuplicateException} where the account has one of this name or certificate. */
  void create(ManufacturerAuthority authority);

  /** Writes its revocations; throws {@link StaleException} where it has changed meanwhile. */
  void update(ManufacturerAuthority authority);

  /** Throws {@link StaleException} where it has changed, or is gone. */
  void delete(ManufacturerAuthority authority);
}
