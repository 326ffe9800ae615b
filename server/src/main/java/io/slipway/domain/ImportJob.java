// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file of orders, and how far it is worked off.
 *
 * @param nextChunk the part of the file that comes next
 * @param failure why it was given up
 * @param secretsTaken whether the passwords that were made for its devices have been told
 * @param owner the node that works at it, where there may be several
 * @param revision counts the changes, so that of two nodes that work at it one gives way
 */
public record ImportJob(
    Id id,
    Id scopeId,
    ImportState state,
    Order order,
    Counts counts,
    int nextChunk,
    Optional<String> failure,
    boolean secretsTaken,
    Optional<Id> owner,
    long revision,
    Optional<Instant> startedOn,
    Optional<Instant> endedOn,
    Audit audit) {

  /**
   * What is to be done with each row.
   *
   * @param plan the template as it was when the file came, filled; passwords are sealed
   * @param columns names of the file's columns
   */
  public record Order(
      Id templateId, TemplateBody plan, boolean overwrite, boolean dryRun, List<String> columns) {
    public Order {
      columns = List.copyOf(columns);
    }
  }

  /** How many rows there are, and what came of those that were looked at. */
  public record Counts(long rows, long created, long unchanged, long overwritten, long failed) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public long done() {
      return created + unchanged + overwritten + failed;
    }

    public Counts plus(Counts more) {
      return new Counts(
          rows + more.rows,
          created + more.created,
          unchanged + more.unchanged,
          overwritten + more.overwritten,
          failed + more.failed);
    }
  }

  /** The file is all there. */
  public ImportJob received(TemplateBody plan, Id templateId, List<String> columns, long rows) {
    Order complete = new Order(templateId, plan, order.overwrite, order.dryRun, columns);
    return next(ImportState.WAITING, complete, new Counts(rows, 0, 0, 0, 0), nextChunk, endedOn);
  }

  /** A node takes it up, or goes on with what another has left. */
  public ImportJob takenUp(Optional<Id> by, Instant now) {
    ImportJob next = next(ImportState.RUNNING, order, counts, nextChunk, endedOn);
    return new ImportJob(
        id,
        scopeId,
        next.state,
        order,
        counts,
        nextChunk,
        failure,
        secretsTaken,
        by,
        next.revision,
        startedOn.or(() -> Optional.of(now)),
        endedOn,
        audit);
  }

  /** One chunk is worked off; the last one ends it. */
  public ImportJob advanced(Counts more, boolean last, Instant now) {
    return next(
        last ? ImportState.COMPLETED : ImportState.RUNNING,
        order,
        counts.plus(more),
        nextChunk + 1,
        last ? Optional.of(now) : endedOn);
  }

  public ImportJob cancelled(Instant now) {
    return next(ImportState.CANCELLED, order, counts, nextChunk, Optional.of(now));
  }

  public ImportJob givenUp(String why, Instant now) {
    ImportJob next = next(ImportState.FAILED, order, counts, nextChunk, Optional.of(now));
    return new ImportJob(
        id,
        scopeId,
        next.state,
        order,
        counts,
        nextChunk,
        Optional.of(why),
        secretsTaken,
        owner,
        next.revision,
        startedOn,
        next.endedOn,
        audit);
  }

  public ImportJob withSecretsTaken() {
    return new ImportJob(
        id,
        scopeId,
        state,
        order,
        counts,
        nextChunk,
        failure,
        true,
        owner,
        revision + 1,
        startedOn,
        endedOn,
        audit);
  }

  /** When it is over if it goes on as it went. */
  public Optional<Instant> estimatedEnd(Instant now) {
    if (state != ImportState.RUNNING || counts.done() == 0 || startedOn.isEmpty()) {
      return Optional.empty();
    }
    double perRow = (double) Duration.between(startedOn.get(), now).toMillis() / counts.done();
    long left = Math.round(perRow * (counts.rows() - counts.done()));
    return Optional.of(now.plusMillis(Math.max(0, left)));
  }

  private ImportJob next(
      ImportState state, Order order, Counts counts, int nextChunk, Optional<Instant> endedOn) {
    return new ImportJob(
        id,
        scopeId,
        state,
        order,
        counts,
        nextChunk,
        failure,
        secretsTaken,
        owner,
        revision + 1,
        startedOn,
        endedOn,
        audit);
  }
}
