// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

/** Thrown when a message is not what the holder of a key has signed. */
public final class SignatureInvalidException extends Exception {
  private static final long serialVersionUID = 1L;

  public SignatureInvalidException(String message) {
    super(message);
  }

  public SignatureInvalidException(String message, Throwable cause) {
    super(message, cause);
  }
}
