// SPDX-License-Identifier: Apache-2.0
/**
 * The device's own key, which never leaves it, and the certificate that the platform issues for it.
 *
 * <p>A request for a certificate (PKCS#10) is small enough to be written by hand, so that the agent
 * needs no library for it.
 */
package io.slipway.agent.certificate;
