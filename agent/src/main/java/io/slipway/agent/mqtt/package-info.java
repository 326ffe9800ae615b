// SPDX-License-Identifier: Apache-2.0
/**
 * The agent's connections to brokers, over Paho.
 *
 * <p>What happens on a connection comes to one inbox, so that the agent has one thread and one
 * order of events.
 */
package io.slipway.agent.mqtt;
