// SPDX-License-Identifier: Apache-2.0
/**
 * Provisions devices: proves who logs in, keeps one lane per request, and carries out what {@link
 * io.slipway.domain.ProvisioningSession} decides.
 *
 * <p>Everything that touches one request runs in order on its lane: decide, commit, then send and
 * acknowledge. The broker's side is behind ports ({@link io.slipway.provisioning.DeviceLink}).
 */
package io.slipway.provisioning;
