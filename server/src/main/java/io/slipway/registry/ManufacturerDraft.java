// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.CrlPolicy;
import java.util.Optional;

/**
 * What an operator says of a manufacturer.
 *
 * @param certificates as PEM, its authority's own first
 */
public record ManufacturerDraft(String name, String certificates, Crl crl) {

  /**
   * What he says of its revocations.
   *
   * @param pem empty to leave it as it is; an empty text for none
   * @param policy empty to leave it as it is
   */
  public record Crl(Optional<String> pem, Optional<CrlPolicy> policy) {}
}
