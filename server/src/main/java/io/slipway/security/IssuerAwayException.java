// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

/** Thrown where an authority elsewhere issues nothing, or nothing that can be used. */
public final class IssuerAwayException extends Exception {
  private static final long serialVersionUID = 1L;

  public IssuerAwayException(String message) {
    super(message);
  }

  IssuerAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
