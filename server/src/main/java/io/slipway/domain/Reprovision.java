// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Whether a completed request may run again. */
public enum Reprovision {
  NEVER,
  /** Where an operator re-arms it. */
  ON_REQUEST,
  /**
   * Whenever the device comes back, as one does that was reset. Who knows its login alone must not
   * be able to take its place, so this takes an activation key.
   */
  ALWAYS
}
