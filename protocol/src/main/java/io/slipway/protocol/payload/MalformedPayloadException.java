// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

/** Thrown when bytes are no payload, or a payload is not what its topic asks for. */
public final class MalformedPayloadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedPayloadException(String message) {
    super(message);
  }

  public MalformedPayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
