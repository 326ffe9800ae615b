// SPDX-License-Identifier: Apache-2.0
package io.slipway;

/** Thrown when the server cannot start as things are; the message says why and what to do. */
final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean configuration;

  private StartRefusedException(String message, boolean configuration, Throwable cause) {
    super(message, cause);
    this.configuration = configuration;
  }

  /** Something is configured that cannot be meant. */
  static StartRefusedException wrongConfiguration(String message) {
    return new StartRefusedException(message, true, null);
  }

  /** The configuration makes sense, but something is in its way. */
  static StartRefusedException because(String message) {
    return new StartRefusedException(message, false, null);
  }

  static StartRefusedException because(String message, Throwable cause) {
    return new StartRefusedException(message, false, cause);
  }

  /** As the command's exit code: 2 for wrong usage, 1 for a refusal. */
  int exitCode() {
    return configuration ? 2 : 1;
  }
}
