// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

/** Thrown when a broker cannot be reached, refuses the login or is gone in the middle. */
public final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean refused;

  BrokerException(String message, boolean refused, Throwable cause) {
    super(message, cause);
    this.refused = refused;
  }

  /** Whether the broker was there and said no to this login. */
  public boolean refused() {
    return refused;
  }
}
