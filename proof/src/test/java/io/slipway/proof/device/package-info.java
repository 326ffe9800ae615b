// SPDX-License-Identifier: Apache-2.0
/**
 * Devices that are not ours: public MQTT clients that play a device of the full profile and a stock
 * Kura, and a gateway in Python. They know the protocol's documents, not the server.
 */
package io.slipway.proof.device;
