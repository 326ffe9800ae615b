// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

/** Thrown when what a write was decided on has changed meanwhile; read again and decide anew. */
public final class StaleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StaleException(String message) {
    super(message);
  }

  public StaleException(String message, Throwable cause) {
    super(message, cause);
  }
}
