// SPDX-License-Identifier: Apache-2.0
/**
 * What is decided about provisioning, and the records it is decided on.
 *
 * <p>Pure: no I/O, no clock, no randomness, no library. Everything comes in as an argument and goes
 * out as a value, so that each rule of the protocol can be tested as arithmetic.
 */
package io.slipway.domain;
