// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

/** Thrown when a handler refuses a configuration; the message is what it said. */
public final class HandlerException extends Exception {
  private static final long serialVersionUID = 1L;

  public HandlerException(String message) {
    super(message);
  }
}
