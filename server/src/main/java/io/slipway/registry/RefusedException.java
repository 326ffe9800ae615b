// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import java.util.Optional;

/** Thrown when what was asked for may not be. The message is for the one who asked. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Reason {
    /** A value that is not allowed. */
    INVALID,
    /** A value that is missing. */
    REQUIRED,
    /** What is meant does not exist. */
    UNKNOWN,
    /** Another entity has this name already. */
    DUPLICATE,
    /** It has been changed since it was read. */
    STALE,
    /** Not in the state that it is in. */
    CONFLICT
  }

  private final Reason reason;
  private final String field;

  private RefusedException(Reason reason, String field, String message) {
    super(message);
    this.reason = reason;
    this.field = field;
  }

  /**
   * A value is not allowed.
   *
   * @param field as a JSON pointer into what was given
   */
  public static RefusedException invalid(String field, String message) {
    return new RefusedException(Reason.INVALID, field, message);
  }

  public static RefusedException required(String field) {
    return new RefusedException(Reason.REQUIRED, field, "is required");
  }

  public static RefusedException unknown(String what) {
    return new RefusedException(Reason.UNKNOWN, "", what + " does not exist");
  }

  public static RefusedException duplicate(String message) {
    return new RefusedException(Reason.DUPLICATE, "", message);
  }

  /** The same where the store has found out. */
  static RefusedException duplicate(DuplicateException taken) {
    RefusedException refused = duplicate(taken.getMessage());
    refused.initCause(taken);
    return refused;
  }

  public static RefusedException stale() {
    return new RefusedException(
        Reason.STALE, "", "it has been changed meanwhile: read it again, then decide anew");
  }

  /** Writes what the store refuses where somebody else was faster. */
  static void unlessStale(Runnable write) {
    try {
      write.run();
    } catch (StaleException stale) {
      throw stale();
    }
  }

  public static RefusedException conflict(String message) {
    return new RefusedException(Reason.CONFLICT, "", message);
  }

  /** The same about a field that stands deeper in what was given. */
  public RefusedException under(String pointer) {
    return field.isEmpty() ? this : new RefusedException(reason, pointer + field, problem());
  }

  public Reason reason() {
    return reason;
  }

  /** The field that it is about, where it is about one. */
  public Optional<String> field() {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }

  /** What is wrong, without the field's name. */
  public String problem() {
    return super.getMessage();
  }

  @Override
  public String getMessage() {
    return field.isEmpty() ? problem() : field + ": " + problem();
  }
}
