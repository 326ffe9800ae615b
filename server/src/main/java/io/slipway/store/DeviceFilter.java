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
    Optional<String> matchTerm,
    ConnectionFilter connection) {
  public static final DeviceFilter ALL =
      new DeviceFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** All that were connected at some time. */
  public static final DeviceFilter CONNECTED_ONCE =
      new DeviceFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new ConnectionFilter(true, Optional.empty(), Optional.empty()));

  /** Whatever their connections are. */
  public DeviceFilter(
      Optional<String> clientId,
      Optional<Device.ConnectionStatus> status,
      Optional<String> matchTerm) {
    this(clientId, status, matchTerm, ConnectionFilter.ANY);
  }
}
