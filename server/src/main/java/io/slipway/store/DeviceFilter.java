// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Device;
import java.util.Optional;

/**
 * Which devices are wanted; what is empty does not restrict.
 *
 * @param matchTerm the beginning of a client id
 */
public record DeviceFilter(
    Optional<String> clientId,
    Optional<Device.ConnectionStatus> status,
    Optional<String> matchTerm) {
  public static final DeviceFilter ALL =
      new DeviceFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
