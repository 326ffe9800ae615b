// SPDX-License-Identifier: Apache-2.0
/**
 * Applications: what has come of them, who installs them, and how they are taken back.
 *
 * <p>What is installed stands in the agent's state; contents lie beside it, named by their hash.
 */
package io.slipway.agent.packages;
