// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.RequestOptions;
import io.slipway.protocol.message.Secret;
import java.util.Optional;

/**
 * What an operator asks for when a provision request is to be made.
 *
 * @param password the one that the device has; empty to have one made
 * @param options with the configuration's passwords in clear
 */
public record RequestDraft(
    String clientId,
    String username,
    Optional<Secret> password,
    boolean generateActivationKey,
    RequestOptions options) {}
