// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

/**
 * Thrown when the database cannot be reached or cannot write (away, disk full); nothing was
 * written.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
