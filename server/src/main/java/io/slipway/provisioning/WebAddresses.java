// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

/**
 * Where devices find what they get by HTTPS.
 *
 * @param est where they renew certificates, without the account
 * @param downloads where they get applications, without the link
 */
public record WebAddresses(String est, String downloads) {}
