// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.Secret;
import java.util.Optional;

/**
 * A request that was just made.
 *
 * @param generated the password that was made for it, which is known here for the only time
 */
public record CreatedRequest(ProvisionRequest request, Optional<Secret> generated) {}
