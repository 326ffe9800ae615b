// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.protocol.message.Secret;
import java.util.Optional;

/**
 * With what to log in.
 *
 * @param identity the certificate that is shown where the broker asks for one
 * @param willTopic where the broker says that the connection was lost
 */
public record LoginData(
    BrokerUrl broker,
    String clientId,
    String username,
    Optional<Secret> password,
    Optional<DeviceIdentity> identity,
    Optional<String> willTopic) {}
