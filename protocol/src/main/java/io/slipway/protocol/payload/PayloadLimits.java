// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

/**
 * How much of a payload is read.
 *
 * @param maxBytes as it comes
 * @param maxInflatedBytes after decompression
 */
public record PayloadLimits(int maxBytes, int maxInflatedBytes, int maxMetrics) {
  /** A mebibyte, compressed or not, and a thousand metrics. */
  public static final PayloadLimits DEFAULT = new PayloadLimits(1 << 20, 1 << 20, 1_000);
}
