// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Id;

/**
 * Is told that a device has logged in at its account's broker; returns, when that is stored,
 * whether the device may come in: an operator may have stopped its request just before.
 */
@FunctionalInterface
public interface ArrivalListener {
  boolean arrived(Id requestId, int generation);
}
