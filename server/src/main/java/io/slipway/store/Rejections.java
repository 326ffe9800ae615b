// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Rejection;
import java.time.Instant;
import java.util.List;

/** Remembers which devices were turned away. What is old, or too much, is forgotten. */
public interface Rejections extends RejectionReader {

  /** Adds up what is known and what came anew, in one transaction. */
  void add(List<Rejection> fresh);

  /**
   * Forgets what was not seen again since then, and of devices that nobody ordered the oldest,
   * where there are too many.
   */
  void forget(Instant seenBefore);
}
