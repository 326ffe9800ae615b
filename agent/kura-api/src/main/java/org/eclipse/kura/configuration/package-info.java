// SPDX-License-Identifier: Apache-2.0
/**
 * Components that Kura configures, and the service that does it: as much of both as the agent's
 * bundle calls.
 */
package org.eclipse.kura.configuration;
