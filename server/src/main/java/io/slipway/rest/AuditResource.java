// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.store.AuditFilter;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** {@code auditRecords}: who did what, when and from where. */
final class AuditResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/auditRecords";
  private static final int EXPORTED_AT_ONCE = 1_000;
  private static final List<String> COLUMNS =
      List.of(
          "at",
          "actor",
          "source",
          "action",
          "subjectType",
          "subjectName",
          "subjectId",
          "id",
          "detail");

  private enum Format {
    CSV("text/csv; charset=utf-8"),
    JSONL("application/jsonl");

    private final String type;

    Format(String type) {
      this.type = type;
    }
  }

  private static final Words<Format> FORMATS = Words.lowerCase(Format.class);

  private final Access access;
  private final StoreReader store;
  private final Clock clock;
  private final Listed<AuditFilter, AuditRecord> listed;

  AuditResource(Access access, StoreReader store, Clock clock) {
    this.access = access;
    this.store = store;
    this.clock = clock;
    this.listed =
        new Listed<>(
            "auditRecordListResult",
            Set.of("at"),
            AuditFilter.ALL,
            AuditResource::filter,
            store::auditRecords,
            store::countAuditRecords);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, scope(http), AuditResource::view));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
    routes.get(ALL + "/_export", this::export);
  }

  private Id scope(Context http) {
    return access.caller(http, Right.AUDIT_READ).scopeId();
  }

  /** All that the filter lets through and was there when it began, the oldest first. */
  private void export(Context http) {
    Access.Caller caller = access.caller(http, Right.AUDIT_READ);
    Query query = new Query(http);
    Format format = query.oneOf("format", FORMATS).orElse(Format.CSV);
    AuditFilter filter = filter(query).upTo(clock.instant());
    query.end();
    String name = "audit-" + caller.scopeId() + "." + FORMATS.of(format);
    try (FileAnswer answer = new FileAnswer(http, format.type, name)) {
      if (format == Format.CSV) {
        answer.write(CsvText.row(COLUMNS));
      }
      each(
          caller.scopeId(),
          filter,
          record ->
              answer.write(
                  switch (format) {
                    case CSV -> CsvText.row(cells(record));
                    case JSONL -> view(record).json() + "\n";
                  }));
    }
  }

  /** Each page begins behind the last record of the one before, whatever is added meanwhile. */
  private void each(Id scopeId, AuditFilter filter, Consumer<AuditRecord> reader) {
    Optional<AuditRecord> last = Optional.empty();
    List<AuditRecord> some = store.auditRecordsAfter(scopeId, filter, last, EXPORTED_AT_ONCE);
    while (!some.isEmpty()) {
      some.forEach(reader);
      last = Optional.of(some.getLast());
      some = store.auditRecordsAfter(scopeId, filter, last, EXPORTED_AT_ONCE);
    }
  }

  private static AuditFilter filter(Query query) {
    return new AuditFilter(
        query.text("actor"),
        query.text("action"),
        query.text("subjectType"),
        query.id("subjectId", "an entity"),
        query.text("subjectName"),
        query.time("startDate"),
        query.time("endDate"));
  }

  private static List<String> cells(AuditRecord record) {
    return List.of(
        JsonView.time(record.at()),
        record.actor().name(),
        record.actor().source(),
        record.action(),
        record.subject().type(),
        record.subject().name(),
        record.subject().id().toString(),
        record.id().toString(),
        detail(record).json());
  }

  private static JsonView detail(AuditRecord record) {
    JsonView detail = JsonView.untyped();
    new TreeMap<>(record.detail()).forEach(detail::text);
    return detail;
  }

  private static JsonView view(AuditRecord record) {
    return JsonView.of("auditRecord")
        .id("id", record.id())
        .id("scopeId", record.scopeId())
        .time("at", record.at())
        .id("actorId", record.actor().id())
        .text("actor", record.actor().name())
        .text("source", Optional.of(record.actor().source()).filter(s -> !s.isEmpty()))
        .text("action", record.action())
        .text("subjectType", record.subject().type())
        .id("subjectId", record.subject().id())
        .text("subjectName", record.subject().name())
        .object("detail", detail(record));
  }
}
