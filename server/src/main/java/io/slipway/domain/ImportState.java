// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** How far a file of orders is: RECEIVING → WAITING → RUNNING → one of the ends. */
public enum ImportState {
  /** The file is still coming in. */
  RECEIVING,
  /** It is all there, and nobody works at it yet. */
  WAITING,
  RUNNING,
  /** Every row was looked at; some may have failed. */
  COMPLETED,
  /** An operator ended it; what was ordered by then stays. */
  CANCELLED,
  /** It could not be gone on with. */
  FAILED;

  public boolean ended() {
    return this == COMPLETED || this == CANCELLED || this == FAILED;
  }
}
