// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

/**
 * What was seen of one thing.
 *
 * @param text what it is like, and where that is not well what mends it
 */
public record Finding(String subject, Level level, String text) {

  /** How it is. */
  public enum Level {
    OK,
    WARNING,
    FAULT
  }

  public static Finding ok(String subject, String text) {
    return new Finding(subject, Level.OK, text);
  }

  public static Finding warning(String subject, String text) {
    return new Finding(subject, Level.WARNING, text);
  }

  public static Finding fault(String subject, String text) {
    return new Finding(subject, Level.FAULT, text);
  }
}
