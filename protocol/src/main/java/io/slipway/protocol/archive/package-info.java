// SPDX-License-Identifier: Apache-2.0
/**
 * Deployment packages of OSGi, which come from anybody: read to their end, within limits, by the
 * platform before it keeps one and by a device before it installs one.
 */
package io.slipway.protocol.archive;
