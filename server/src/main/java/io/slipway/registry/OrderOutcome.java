// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Id;

/** What came of one of many drafts. */
public sealed interface OrderOutcome {

  /** There is a request now. */
  record Made(Id requestId) implements OrderOutcome {}

  /** There is none, for this reason. */
  record Refused(String reason) implements OrderOutcome {}
}
