// SPDX-License-Identifier: Apache-2.0
/**
 * The device's side: gets a configuration at the provision broker, and works with it at its
 * account's broker.
 *
 * <p>{@link io.slipway.agent.Journey} decides where to go next, {@link io.slipway.agent.Talk} what
 * a message is worth; {@link io.slipway.agent.ProvisioningAgent} does what they say.
 */
package io.slipway.agent;
