// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static java.util.Comparator.comparingLong;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * That a provision request has come to another status, or that its device is suspect, told to those
 * who listen.
 *
 * @param number rises from event to event, over all accounts; 0 where it is not told yet
 * @param executionId the attempt that it happened in
 */
public record RequestEvent(
    long number,
    Id scopeId,
    Instant at,
    EventKind kind,
    Id requestId,
    String clientId,
    Optional<Id> executionId,
    Optional<FailureCause> cause) {

  /** What records of requests are about. */
  private static final String REQUEST = "provisionRequest";

  private static final String BEFORE = "statusBefore";

  /** What a record is an event of; empty where it tells of nothing of the kind. */
  public static Optional<EventKind> kindOf(AuditRecord record) {
    if (!record.subject().type().equals(REQUEST)) {
      return Optional.empty();
    }
    return switch (record.action()) {
      case "created" ->
          Optional.of(record.detail().containsKey(BEFORE) ? EventKind.REARMED : EventKind.CREATED);
      case "running" -> Optional.of(EventKind.RUNNING);
      case "completed" -> Optional.of(EventKind.COMPLETED);
      case "failed" -> Optional.of(EventKind.FAILED);
      case "stopped" -> Optional.of(EventKind.STOPPED);
      case "quarantined" -> Optional.of(EventKind.QUARANTINED);
      case "suspected" -> Optional.of(EventKind.SUSPECTED);
      case "deleted" -> Optional.of(EventKind.DELETED);
      default -> Optional.empty();
    };
  }

  /**
   * The events that records tell of. Those of one request come in the order in which they happened,
   * which is told by the request's revision and not by anybody's clock.
   */
  public static List<RequestEvent> inOrder(List<AuditRecord> records) {
    Map<Id, List<AuditRecord>> byRequest = new LinkedHashMap<>();
    for (AuditRecord record : records) {
      byRequest.computeIfAbsent(record.subject().id(), id -> new ArrayList<>()).add(record);
    }
    return byRequest.values().stream()
        .flatMap(ofOne -> ofOne.stream().sorted(comparingLong(RequestEvent::place)))
        .flatMap(record -> kindOf(record).map(kind -> of(record, kind)).stream())
        .toList();
  }

  public RequestEvent numbered(long given) {
    return new RequestEvent(given, scopeId, at, kind, requestId, clientId, executionId, cause);
  }

  private static RequestEvent of(AuditRecord record, EventKind kind) {
    return new RequestEvent(
        0,
        record.scopeId(),
        record.at(),
        kind,
        record.subject().id(),
        record.subject().name(),
        Optional.ofNullable(record.detail().get("execution")).flatMap(Id::parse),
        Optional.ofNullable(record.detail().get("cause")).map(FailureCause::valueOf));
  }

  private static long place(AuditRecord record) {
    return switch (kindOf(record).orElse(EventKind.CREATED)) {
      case CREATED -> 0;
      case DELETED -> Long.MAX_VALUE;
      default -> Long.parseLong(record.detail().getOrDefault("revision", "1"));
    };
  }
}
