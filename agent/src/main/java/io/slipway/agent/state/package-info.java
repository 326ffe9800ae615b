// SPDX-License-Identifier: Apache-2.0
/**
 * What the agent must not forget, whenever its power fails.
 *
 * <p>Every change is one file that is written, forced to the disk and put in place by one rename.
 */
package io.slipway.agent.state;
