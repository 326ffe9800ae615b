// SPDX-License-Identifier: Apache-2.0
/**
 * The provision broker: MQTT 3.1, 3.1.1 and 5.0 over TLS, TCP and WebSocket, on Netty, for one
 * device's conversation each.
 *
 * <p>Nothing is routed: what a device publishes goes to its {@code DeviceSession}, what
 * provisioning says comes through {@code DeviceLink}. {@link io.slipway.mqtt.ConnectionPipeline}
 * shows a connection's handlers in order; the rules are those of the protocol's section 1.
 */
package io.slipway.mqtt;
