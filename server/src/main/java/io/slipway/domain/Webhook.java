// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An address that is told what happens to the requests of an account.
 *
 * @param sealedSecret what is sent is signed with
 */
public record Webhook(
    Id id, Id scopeId, Terms terms, String sealedSecret, Progress progress, Audit audit) {

  /** From so many failures in a row on, the address counts as away. */
  private static final int FAILURES_OF_ONE_AWAY = 3;

  /**
   * What an operator says.
   *
   * @param kinds what is told
   */
  public record Terms(String name, String url, boolean enabled, Set<EventKind> kinds) {
    public Terms {
      kinds = Set.copyOf(kinds);
    }
  }

  /** That something could not be delivered, and why. */
  public record Failure(Instant at, String reason) {}

  /**
   * How it goes. An operator's edits never touch it.
   *
   * @param failures in a row since the last delivery
   * @param failing whether it was given up, until an operator resumes it
   * @param owner the node that delivers, where there may be several
   * @param revision counts the changes, so that of two nodes that deliver one gives way
   */
  public record Progress(
      int failures,
      Optional<Failure> lastFailure,
      Optional<Instant> lastDelivered,
      boolean failing,
      Optional<Id> owner,
      long revision) {
    public static final Progress NONE =
        new Progress(0, Optional.empty(), Optional.empty(), false, Optional.empty(), 1);

    /** Whether nothing at all gets through just now. */
    public boolean away() {
      return failures >= FAILURES_OF_ONE_AWAY;
    }

    Progress takenUp(Optional<Id> node) {
      return new Progress(failures, lastFailure, lastDelivered, failing, node, revision + 1);
    }

    Progress delivered(Instant now, Optional<Failure> failure) {
      return new Progress(
          0, failure.or(() -> lastFailure), Optional.of(now), failing, owner, revision + 1);
    }

    Progress failed(int times, Failure failure) {
      return new Progress(
          failures + times, Optional.of(failure), lastDelivered, failing, owner, revision + 1);
    }

    Progress givenUp() {
      return new Progress(failures, lastFailure, lastDelivered, true, owner, revision);
    }

    Progress resumed() {
      return new Progress(0, lastFailure, lastDelivered, false, owner, revision + 1);
    }
  }

  /** How it stands, for people. */
  public enum State {
    ACTIVE,
    /** What was not taken is tried again. */
    RETRYING,
    /** Given up; waits for an operator. */
    FAILING,
    DISABLED
  }

  public State state() {
    if (!terms.enabled()) {
      return State.DISABLED;
    }
    if (progress.failing()) {
      return State.FAILING;
    }
    return progress.failures() > 0 ? State.RETRYING : State.ACTIVE;
  }

  public Webhook with(Terms changed, Audit changedBy) {
    return new Webhook(id, scopeId, changed, sealedSecret, progress, changedBy);
  }

  public Webhook withSecret(String sealed, Audit changedBy) {
    return new Webhook(id, scopeId, terms, sealed, progress, changedBy);
  }

  /** A node takes it up, or goes on with what another has left. */
  public Webhook takenUp(Optional<Id> by) {
    return with(progress.takenUp(by));
  }

  /** Something got through, whatever else did not. */
  public Webhook delivered(Instant now, Optional<Failure> failure) {
    return with(progress.delivered(now, failure));
  }

  /** Nothing got through. */
  public Webhook failed(int times, Failure failure) {
    return with(progress.failed(times, failure));
  }

  /** As part of the change that it follows from. */
  public Webhook givenUp() {
    return with(progress.givenUp());
  }

  public Webhook resumed() {
    return with(progress.resumed());
  }

  private Webhook with(Progress changed) {
    return new Webhook(id, scopeId, terms, sealedSecret, changed, audit);
  }

  @Override
  public String toString() {
    return "Webhook[" + id + " " + terms.name() + "]";
  }
}
