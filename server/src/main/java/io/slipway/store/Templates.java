// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionTemplate;

/**
 * Writes what many requests are made from; throws as {@link Store} does. What is put replaces what
 * was there under its name.
 */
public interface Templates extends TemplateReader {

  /** Throws {@link DuplicateException} where it is a second default of its account. */
  void create(ProvisionTemplate template);

  /** Throws {@link StaleException} where {@code optlock} is not one below the given. */
  void update(ProvisionTemplate template);

  /** Deletes it with its services. */
  void delete(ProvisionTemplate template);

  /**
   * Where it is a default, no other of its template and name stays one. Throws {@link
   * StaleException} where template or group are gone.
   */
  void put(ProvidedService service);

  void delete(ProvidedService service);

  /** Where it is the default, no other of its account stays it. */
  void put(ProvisionGroup group);

  /** Throws {@link StaleException} where services are of this group. */
  void deleteGroup(Id scopeId, String name);
}
