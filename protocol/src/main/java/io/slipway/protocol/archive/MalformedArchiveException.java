// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.archive;

/** Thrown when bytes are no deployment package that may be installed; says what is wrong. */
public final class MalformedArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedArchiveException(String message) {
    super(message);
  }
}
