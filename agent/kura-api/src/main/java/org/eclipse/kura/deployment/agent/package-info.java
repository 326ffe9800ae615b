// SPDX-License-Identifier: Apache-2.0
/**
 * Kura's deployment agent, which installs packages and keeps their files, since a gateway that
 * starts anew may have forgotten what was installed.
 */
package org.eclipse.kura.deployment.agent;
