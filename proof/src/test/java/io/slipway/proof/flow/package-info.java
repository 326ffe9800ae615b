// SPDX-License-Identifier: Apache-2.0
/**
 * The whole way of a device, from the order to its arrival in its account, with clients of every
 * version of MQTT that are not ours.
 */
package io.slipway.proof.flow;
