// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can happen to a provision request, as others are told of it. */
public enum EventKind {
  CREATED,
  RUNNING,
  COMPLETED,
  /** An attempt has failed; the cause tells whether there may be another. */
  FAILED,
  STOPPED,
  /** The device may be provisioned once more. */
  REARMED,
  DELETED,
  /** Two devices took the identity from each other; an operator has to decide. */
  QUARANTINED,
  /** Two devices use the login of one that has arrived; neither is cut off. */
  SUSPECTED;

  private static final String PREFIX = "request.";

  /** Such as {@code request.completed}. */
  public String word() {
    return PREFIX + name().toLowerCase(Locale.ROOT);
  }

  public static Optional<EventKind> ofWord(String word) {
    return Arrays.stream(values()).filter(k -> k.word().equals(word)).findFirst();
  }
}
