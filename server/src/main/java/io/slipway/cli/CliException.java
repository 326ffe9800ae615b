// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

/** Thrown when a command was refused; the message tells a person why and what to do. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CliException(String message) {
    super(message);
  }

  public CliException(String message, Throwable cause) {
    super(message, cause);
  }
}
