// SPDX-License-Identifier: Apache-2.0
/**
 * Asks for certificates over HTTPS, as EST (RFC 7030) says, with nothing but what the JDK has.
 *
 * <p>Whatever a server answers is bounded in size and time, and believed only as far as TLS goes.
 */
package io.slipway.agent.est;
