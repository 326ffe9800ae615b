// SPDX-License-Identifier: Apache-2.0
/** Asks for certificates over HTTPS, as EST (RFC 7030) says, with what the JDK has. */
package io.slipway.agent.est;
