// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

/** Thrown when the agent cannot run as it is set; the message says what to mend. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }

  SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
