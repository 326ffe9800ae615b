// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

/**
 * How the platform is addressed on the provision broker.
 *
 * @param controlPrefix the first segment of control topics, {@code $EDC} unless configured
 * @param provisionAccount the account that every device logs in to first
 * @param requesterClientId what answers are addressed to, {@code slipway-} and the node's id
 */
public record PlatformNames(
    String controlPrefix, String provisionAccount, String requesterClientId) {}
