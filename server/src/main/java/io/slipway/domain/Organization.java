// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/** Who an account belongs to; name and email are always there. */
public record Organization(
    String name,
    String email,
    Optional<String> personName,
    Optional<String> phoneNumber,
    Address address) {

  /** Where it is, as far as it is known. */
  public record Address(
      Optional<String> line1,
      Optional<String> line2,
      Optional<String> line3,
      Optional<String> zipPostCode,
      Optional<String> city,
      Optional<String> stateProvinceCounty,
      Optional<String> country) {}
}
