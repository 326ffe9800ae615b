// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.util.OptionalInt;

/** The ports that a running broker listens on. */
public record BrokerPorts(OptionalInt tls, OptionalInt tcp, OptionalInt wss, OptionalInt ws) {
  static final BrokerPorts NONE =
      new BrokerPorts(
          OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
