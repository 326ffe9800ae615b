// SPDX-License-Identifier: Apache-2.0
package io.slipway;

/**
 * What applications for devices must keep to.
 *
 * @param maxBytes how large one may be
 * @param most how many one device may be given
 */
record PackageLimits(long maxBytes, int most) {
  static final PackageLimits USUAL = new PackageLimits(512L * 1024 * 1024, 9);
}
