// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

/** A packet against the rules; the connection ends for it. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Ending ending;

  Violation(Ending ending) {
    super(ending.name(), null, false, false);
    this.ending = ending;
  }

  Ending ending() {
    return ending;
  }
}
