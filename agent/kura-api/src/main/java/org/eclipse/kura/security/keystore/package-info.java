// SPDX-License-Identifier: Apache-2.0
/**
 * Kura's key stores, as much of them as the agent's bundle calls: it puts the root of the
 * platform's certificates into the one for TLS.
 */
package org.eclipse.kura.security.keystore;
