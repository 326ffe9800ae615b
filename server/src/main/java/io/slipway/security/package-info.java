// SPDX-License-Identifier: Apache-2.0
/**
 * Secrets and trust: the master key and what is derived from it, what is sealed with it, the
 * verifiers of passwords, the certificate authority, and access tokens.
 *
 * <p>Nothing here prints a secret, and secrets are compared in constant time.
 */
package io.slipway.security;
