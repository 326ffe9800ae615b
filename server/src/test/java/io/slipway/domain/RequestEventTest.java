// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestEventTest {
  private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");

  @Test
  void kind_followsFromWhatWasDone() {
    assertThat(RequestEvent.kindOf(record(1, 7, "created", Map.of()))).contains(EventKind.CREATED);
    assertThat(RequestEvent.kindOf(record(1, 7, "created", Map.of("statusBefore", "FAILED"))))
        .contains(EventKind.REARMED);
    for (String said : List.of("running", "completed", "failed", "stopped", "deleted")) {
      assertThat(RequestEvent.kindOf(record(1, 7, said, Map.of())).map(EventKind::word))
          .contains("request." + said);
    }
    for (String other : List.of("changed", "revealed", "stopAsked", "rearmAsked")) {
      assertThat(RequestEvent.kindOf(record(1, 7, other, Map.of()))).isEmpty();
    }
  }

  @Test
  void recordOfSomethingElse_isNoEvent() {
    AuditRecord user =
        new AuditRecord(
            new Id(1),
            new Id(2),
            NOW,
            Actor.PLATFORM,
            "created",
            new AuditRecord.Subject("user", new Id(3), "ann"),
            Map.of());
    assertThat(RequestEvent.kindOf(user)).isEmpty();
  }

  @Test
  void event_saysWhatTheRecordKnows() {
    Id execution = new Id(99);
    Map<String, String> detail =
        Map.of("execution", execution.toString(), "cause", "ARRIVAL_TIMEOUT", "revision", "5");
    assertThat(RequestEvent.inOrder(List.of(record(4, 7, "failed", detail))))
        .containsExactly(
            new RequestEvent(
                0,
                new Id(2),
                NOW,
                EventKind.FAILED,
                new Id(7),
                "device-7",
                Optional.of(execution),
                Optional.of(FailureCause.ARRIVAL_TIMEOUT)));
  }

  @Test
  void eventsOfOneRequest_areInTheirOrderWhateverClocksSaid() {
    List<AuditRecord> byWrongClocks =
        List.of(
            record(10, 7, "deleted", Map.of()),
            record(11, 7, "completed", Map.of("revision", "12")),
            record(12, 8, "created", Map.of()),
            record(13, 7, "running", Map.of("revision", "2")),
            record(14, 7, "created", Map.of()));
    assertThat(RequestEvent.inOrder(byWrongClocks))
        .extracting(e -> e.requestId().value() + " " + e.kind())
        .containsExactly("7 CREATED", "7 RUNNING", "7 COMPLETED", "7 DELETED", "8 CREATED");
  }

  private static AuditRecord record(
      long id, long request, String action, Map<String, String> detail) {
    return new AuditRecord(
        new Id(id),
        new Id(2),
        NOW,
        Actor.PLATFORM,
        action,
        new AuditRecord.Subject("provisionRequest", new Id(request), "device-" + request),
        detail);
  }
}
