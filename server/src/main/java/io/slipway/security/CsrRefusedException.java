// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

/** Thrown where a device's certification request cannot be used; the message says why. */
public final class CsrRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public CsrRefusedException(String message) {
    super(message);
  }

  CsrRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
