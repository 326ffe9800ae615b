// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

/**
 * A row of a file of orders.
 *
 * @param line where it stands
 */
public record ImportRow(long line, DeviceRow device) {}
