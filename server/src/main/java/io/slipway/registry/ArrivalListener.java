// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Id;

/** Is told that a device has logged in at its account's broker; returns when that is stored. */
@FunctionalInterface
public interface ArrivalListener {
  void arrived(Id requestId, int generation);
}
