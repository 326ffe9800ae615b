// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.time.Instant;
import java.util.Optional;

/** Which events of a device are wanted; what is empty does not restrict. */
public record EventFilter(
    Optional<String> resource, Optional<Instant> from, Optional<Instant> until) {
  public static final EventFilter ALL =
      new EventFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
