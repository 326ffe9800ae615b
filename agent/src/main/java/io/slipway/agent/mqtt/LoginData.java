// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import io.slipway.protocol.message.Secret;
import java.util.Optional;

/**
 * With what to log in.
 *
 * @param willTopic where the broker says that the connection was lost
 */
public record LoginData(
    BrokerUrl broker,
    String clientId,
    String username,
    Secret password,
    Optional<String> willTopic) {}
