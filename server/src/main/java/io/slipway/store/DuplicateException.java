// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

/** Thrown when another entity has this name already. */
public final class DuplicateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DuplicateException(String message) {
    super(message);
  }

  public DuplicateException(String message, Throwable cause) {
    super(message, cause);
  }
}
