// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

/** Thrown where an authority cannot issue for devices; the message says why. */
public final class IssuerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;

  IssuerRefusedException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** What was given that is wrong, as a JSON pointer. */
  public String field() {
    return field;
  }
}
