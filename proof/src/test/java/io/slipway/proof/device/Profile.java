// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

/** How a device asks to be provisioned. */
public enum Profile {
  /** By a provision message; all that it is sent is signed. */
  FULL,
  /** By its birth message, as stock Kura does; nothing is signed. */
  KURA
}
