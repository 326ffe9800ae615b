// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.List;

/** A part of a list, and whether more follows. */
public record Page<T>(List<T> items, boolean limitExceeded) {
  public Page {
    items = List.copyOf(items);
  }
}
