// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import java.util.Optional;

/** An order that the server has taken, with all that is given to the device. */
public record PlacedOrder(
    String id, String clientId, String username, String password, Optional<String> activationKey) {}
