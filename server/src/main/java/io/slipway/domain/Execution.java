// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to carry out a request.
 *
 * @param attempt its number within the generation, from 1
 * @param seed 32 hex digits that the ids of its requests are derived from
 * @param conversation how far the talk with the device is
 * @param log what happened, for people, oldest first
 */
public record Execution(
    Id id,
    Id requestId,
    Id scopeId,
    int generation,
    int attempt,
    String seed,
    Profile profile,
    Announcement announcement,
    Destination destination,
    ExecutionStatus status,
    Optional<FailureCause> failureCause,
    Conversation conversation,
    List<LogLine> log,
    Instant startedOn,
    Optional<Instant> endedOn) {

  static final int MAX_LOG_LINES = 200;

  /** One line of an attempt's log. */
  public record LogLine(Instant at, String text) {}

  /**
   * How far the talk with the device is.
   *
   * @param open the request that waits for its answer
   * @param trusted whether the chain was accepted under the current nonce (full profile)
   * @param keystorePid the key store that the account broker's CA goes to (kura profile)
   * @param leaving whether the device may leave at any time from now on without that being a
   *     failure
   * @param arrivingSince from when the device is awaited at its account's broker
   * @param rivalry who came for it
   * @param certificate that was issued for the device's key in this attempt
   * @param delivery how far the applications are
   */
  public record Conversation(
      Step step,
      Optional<Ask> open,
      boolean trusted,
      Optional<String> keystorePid,
      boolean leaving,
      Optional<Instant> arrivingSince,
      Rivalry rivalry,
      Optional<Id> certificate,
      Delivery delivery) {

    Conversation at(Step next, Ask ask) {
      return new Conversation(
          next,
          Optional.of(ask),
          trusted,
          keystorePid,
          leaving,
          Optional.empty(),
          rivalry,
          certificate,
          delivery);
    }

    Conversation withTrust(boolean given) {
      return new Conversation(
          step, open, given, keystorePid, leaving, arrivingSince, rivalry, certificate, delivery);
    }

    Conversation withKeystore(String pid) {
      return new Conversation(
          step,
          open,
          trusted,
          Optional.of(pid),
          leaving,
          arrivingSince,
          rivalry,
          certificate,
          delivery);
    }

    Conversation withCertificate(Id issued) {
      return new Conversation(
          step,
          open,
          trusted,
          keystorePid,
          leaving,
          arrivingSince,
          rivalry,
          Optional.of(issued),
          delivery);
    }

    Conversation with(Delivery further) {
      return new Conversation(
          step, open, trusted, keystorePid, leaving, arrivingSince, rivalry, certificate, further);
    }

    Conversation mayLeave() {
      return new Conversation(
          step, open, trusted, keystorePid, true, arrivingSince, rivalry, certificate, delivery);
    }

    Conversation answered() {
      return new Conversation(
          step,
          Optional.empty(),
          trusted,
          keystorePid,
          leaving,
          arrivingSince,
          rivalry,
          certificate,
          delivery);
    }

    Conversation with(Rivalry rivals) {
      return new Conversation(
          step, open, trusted, keystorePid, leaving, arrivingSince, rivals, certificate, delivery);
    }

    /** Awaits the device at its account's broker; an unanswered request stays open. */
    Conversation arriving(Optional<Ask> unanswered, Instant now) {
      return new Conversation(
          Step.ARRIVING,
          unanswered,
          trusted,
          keystorePid,
          true,
          Optional.of(now),
          rivalry,
          certificate,
          delivery);
    }
  }

  public Execution {
    log = List.copyOf(log);
  }

  Execution with(Conversation changed) {
    return copy(announcement, status, failureCause, changed, log, endedOn);
  }

  /** The application that is under way, where one is. */
  public Optional<Parcel> parcel() {
    int index = conversation.delivery().index();
    return index < destination.parcels().size()
        ? Optional.of(destination.parcels().get(index))
        : Optional.empty();
  }

  Execution with(Announcement renewed) {
    return copy(renewed, status, failureCause, conversation, log, endedOn);
  }

  /** Appends to the log; beyond {@link #MAX_LOG_LINES} nothing more is kept but the end. */
  Execution logged(Instant now, String text) {
    return log.size() < MAX_LOG_LINES
        ? copy(announcement, status, failureCause, conversation, longer(now, text), endedOn)
        : this;
  }

  Execution logged(Instant now, Optional<String> text) {
    return text.map(line -> logged(now, line)).orElse(this);
  }

  /** Ends it, which is the last line of its log however long that is. */
  Execution ended(ExecutionStatus end, Optional<FailureCause> cause, Instant now, String text) {
    return copy(announcement, end, cause, conversation, longer(now, text), Optional.of(now));
  }

  private List<LogLine> longer(Instant now, String text) {
    List<LogLine> longer = new ArrayList<>(log);
    longer.add(new LogLine(now, text));
    return longer;
  }

  private Execution copy(
      Announcement said,
      ExecutionStatus newStatus,
      Optional<FailureCause> cause,
      Conversation talk,
      List<LogLine> lines,
      Optional<Instant> end) {
    return new Execution(
        id,
        requestId,
        scopeId,
        generation,
        attempt,
        seed,
        profile,
        said,
        destination,
        newStatus,
        cause,
        talk,
        lines,
        startedOn,
        end);
  }

  public boolean running() {
    return status == ExecutionStatus.RUNNING;
  }
}
