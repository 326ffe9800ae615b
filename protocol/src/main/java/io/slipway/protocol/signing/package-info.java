// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures of platform messages, {@code SLIPWAY-SIGN-V1} (protocol, section 5), and the chain
 * that says whose signatures count. Only the JDK's own cryptography is used.
 */
package io.slipway.protocol.signing;
