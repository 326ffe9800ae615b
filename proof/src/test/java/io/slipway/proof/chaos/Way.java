// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

/** A direction through a relay. */
enum Way {
  TO_SERVER,
  TO_DEVICE
}
