// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.slipway.domain.Closing;

/** What provisioning asked of a connection, on its way to the connection's thread. */
sealed interface LinkCall {
  record Deliver(String topic, byte[] payload) implements LinkCall {}

  record Close(Closing reason) implements LinkCall {}
}
