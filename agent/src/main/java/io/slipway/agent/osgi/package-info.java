// SPDX-License-Identifier: Apache-2.0
/**
 * The agent as a component of Eclipse Kura: Kura's configuration is its settings, Kura's
 * ConfigurationService makes what the platform sends take effect, and Kura's own cloud connection
 * goes to the account's broker.
 */
package io.slipway.agent.osgi;
