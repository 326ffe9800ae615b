// SPDX-License-Identifier: Apache-2.0
/**
 * The device's side of a provisioning: logs in at the provision broker, takes what it is told to
 * become, applies it and moves to its own account. Runs as a plain program or as an OSGi bundle.
 */
package io.slipway.agent;
