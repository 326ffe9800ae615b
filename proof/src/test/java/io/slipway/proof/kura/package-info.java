// SPDX-License-Identifier: Apache-2.0
/**
 * The agent as a bundle: in a real Apache Felix, installed by DeploymentAdmin and configured by
 * ConfigurationAdmin, with as much of Eclipse Kura around it as it can see.
 */
package io.slipway.proof.kura;
