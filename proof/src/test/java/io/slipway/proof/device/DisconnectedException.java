// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

/** The connection is gone, or went before the broker answered. */
public final class DisconnectedException extends RuntimeException {
  DisconnectedException(String found) {
    super("the connection is gone: " + found);
  }

  public DisconnectedException(Exception cause) {
    super("the connection is gone: " + cause.getMessage(), cause);
  }
}
