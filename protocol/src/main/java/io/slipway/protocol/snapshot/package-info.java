// SPDX-License-Identifier: Apache-2.0
/**
 * Configurations of devices, and their text: Kura's XML ({@code esf:configurations}).
 *
 * <p>Written with the literal prefix {@code esf:}, because readers in the field look for it; read
 * by name whatever the prefix, without DTDs and within limits.
 */
package io.slipway.protocol.snapshot;
