// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.Webhook;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is told what happens to requests. */
final class Webhooks {
  private Webhooks() {}

  static void create(Sql sql, Webhook hook) throws SQLException {
    Columns columns = new Columns().with("id", hook.id()).with("scope_id", hook.scopeId());
    write(
        sql,
        progress(terms(columns, hook), hook.progress()).with(hook.audit()).insertInto("webhook"),
        hook);
  }

  static void update(Sql sql, Webhook hook) throws SQLException {
    Where unchanged = Where.of("id = ?", hook.id()).and("optlock = ?", hook.audit().optlock() - 1);
    Columns columns = terms(new Columns(), hook).edit(hook.audit());
    int written = write(sql, columns.update("webhook", unchanged), hook);
    Failures.staleUnless(written == 1, "the webhook");
  }

  private static int write(Sql sql, Statement statement, Webhook hook) throws SQLException {
    String taken = "the account has a webhook %s already".formatted(hook.terms().name());
    return Failures.write(sql, statement, taken);
  }

  static void delete(Sql sql, Webhook hook) throws SQLException {
    sql.update(Statement.of("DELETE FROM webhook WHERE id = ?", hook.id()));
  }

  static void saveProgress(Sql sql, Webhook hook) throws SQLException {
    Where unchanged =
        Where.of("id = ?", hook.id()).and("revision = ?", hook.progress().revision() - 1);
    Columns columns = progress(new Columns(), hook.progress());
    sql.putOne(Gathered.Part.TOLD, columns.update("webhook", unchanged), "the webhook");
  }

  static Optional<Webhook> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM webhook WHERE id = ?", id), Webhooks::read);
  }

  static Page<Webhook> page(Sql sql, Id scopeId, Optional<String> name, PageRequest page)
      throws SQLException {
    Statement all =
        Statement.of("SELECT * FROM webhook", where(scopeId, name))
            .then(" ORDER BY created_on DESC, id DESC");
    return sql.page(all.limitedTo(page), page, Webhooks::read);
  }

  static long count(Sql sql, Id scopeId, Optional<String> name) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM webhook", where(scopeId, name)));
  }

  private static Where where(Id scopeId, Optional<String> name) {
    return Where.of("scope_id = ?", scopeId).and("name = ?", name);
  }

  static List<Webhook> enabled(Sql sql, Id scopeId) throws SQLException {
    return sql.list(
        Statement.of("SELECT * FROM webhook WHERE scope_id = ? AND enabled = 1", scopeId),
        Webhooks::read);
  }

  static List<Webhook> open(Sql sql, Optional<Id> self, Instant now) throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT * FROM webhook w WHERE enabled = 1 AND failing = 0 AND (owner IS NULL"
                + " OR owner = ? OR NOT EXISTS (SELECT 1 FROM node n WHERE n.id = w.owner))"
                + " AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id"
                + " AND d.due_on <= ?) ORDER BY id",
            self.map(Id::value).orElse(0L),
            now),
        Webhooks::read);
  }

  private static Columns terms(Columns columns, Webhook hook) {
    Webhook.Terms terms = hook.terms();
    return columns
        .with("name", terms.name())
        .with("url", terms.url())
        .with("enabled", terms.enabled())
        .with("kinds", Json.write(Json.texts(terms.kinds().stream().map(Enum::name).toList())))
        .with("sealed_secret", hook.sealedSecret());
  }

  private static Columns progress(Columns columns, Webhook.Progress progress) {
    return columns
        .with("failures", progress.failures())
        .with("failed_on", progress.lastFailure().map(Webhook.Failure::at))
        .with("failure", progress.lastFailure().map(Webhook.Failure::reason))
        .with("delivered_on", progress.lastDelivered())
        .with("failing", progress.failing())
        .with("owner", progress.owner())
        .with("revision", progress.revision());
  }

  private static Webhook read(Row row) throws SQLException {
    Set<EventKind> kinds =
        Json.texts(Json.read(row.text("kinds"))).stream()
            .map(EventKind::valueOf)
            .collect(Collectors.toSet());
    return new Webhook(
        row.id("id"),
        row.id("scope_id"),
        new Webhook.Terms(row.text("name"), row.text("url"), row.flag("enabled"), kinds),
        row.text("sealed_secret"),
        readProgress(row),
        row.audit());
  }

  private static Webhook.Progress readProgress(Row row) throws SQLException {
    Optional<String> reason = row.optionalText("failure");
    Optional<Instant> failedOn = row.optionalTime("failed_on");
    return new Webhook.Progress(
        row.number("failures"),
        failedOn.map(at -> new Webhook.Failure(at, reason.orElse(""))),
        row.optionalTime("delivered_on"),
        row.flag("failing"),
        row.optionalId("owner"),
        row.longNumber("revision"));
  }
}
