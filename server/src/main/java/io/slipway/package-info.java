// SPDX-License-Identifier: Apache-2.0
/**
 * The server as a whole. Only this package constructs the parts and ties them together; every other
 * package gets what it needs, clock, randomness and environment included, by constructor.
 */
package io.slipway;
