// SPDX-License-Identifier: Apache-2.0
/**
 * The server's own certificates: where they come from (the platform's authority, files, an ACME
 * authority), and how listeners get new ones while they run.
 *
 * <p>{@link io.slipway.tls.ServerCertificates} looks every half minute; what is no good leaves what
 * there is in place.
 */
package io.slipway.tls;
