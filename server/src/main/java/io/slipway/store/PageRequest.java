// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.Optional;

/**
 * Which part of a list is wanted, in which order.
 *
 * @param limit 1 to 1,000
 * @param sortParam a field's name as REST shows it; empty for newest first
 */
public record PageRequest(int limit, int offset, Optional<String> sortParam, boolean ascending) {
  public static final int MAX_LIMIT = 1_000;
  public static final PageRequest FIRST = new PageRequest(50, 0, Optional.empty(), true);

  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT || offset < 0) {
      throw new IllegalArgumentException("limit 1 to 1000, offset not negative");
    }
  }
}
