// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Device;
import io.slipway.domain.Id;
import java.time.Instant;
import java.util.Optional;

/**
 * A device that has been let in at its account's broker.
 *
 * @param requestId of the request whose credentials it came with
 * @param session the name of this one connection
 * @param certificate that it came with, where it did not come with a password
 */
public record AdmittedDevice(
    Id scopeId,
    Id requestId,
    String accountName,
    String clientId,
    String username,
    String session,
    String protocol,
    String sourceIp,
    Optional<Id> certificate) {

  Device.Connection connection(Device.ConnectionStatus status, Instant since, Optional<Id> node) {
    return new Device.Connection(status, session, username, protocol, sourceIp, since, node);
  }
}
