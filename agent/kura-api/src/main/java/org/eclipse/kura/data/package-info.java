// SPDX-License-Identifier: Apache-2.0
/**
 * Kura's cloud connection: whether it is there, as whom, and where, is all that the agent asks of
 * it.
 */
package org.eclipse.kura.data;
