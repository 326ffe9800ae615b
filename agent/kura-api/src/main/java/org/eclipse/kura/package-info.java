// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures of Eclipse Kura's API, as few as the agent's bundle calls. On a gateway Kura's own
 * classes stand in their place.
 */
package org.eclipse.kura;
