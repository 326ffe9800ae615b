// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.world.PlacedOrder;
import java.util.List;

/** Somebody who fills one order, whatever happens on the way. */
sealed interface Traveller extends AutoCloseable permits DeviceTraveller, AgentTraveller {
  PlacedOrder order();

  /** Goes all the way; returns when it works in its account and the platform knows. */
  void travel();

  /** What only it and the platform may know. */
  List<String> secrets();

  /** Looks once more, after all, whether what it was given still serves. */
  void proveItself();

  @Override
  void close();
}
