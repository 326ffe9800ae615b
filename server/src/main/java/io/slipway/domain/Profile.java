// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** How one attempt talks to its device: everything signed, or what stock Kura understands. */
public enum Profile {
  FULL,
  KURA
}
