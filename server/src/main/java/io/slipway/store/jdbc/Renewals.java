// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.CertificateRenewal.State;
import io.slipway.domain.Id;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.RenewalFilter;
import io.slipway.store.StaleException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The wishes of devices to renew expired certificates. */
final class Renewals {
  private static final String TABLE = "certificate_renewal";
  private static final String SELECT = "SELECT * FROM certificate_renewal";
  private static final Sorting SORTING =
      new Sorting(
          List.of("asked_on", "certificate_id"),
          Map.of("askedOn", List.of("asked_on", "certificate_id")));

  private Renewals() {}

  /** A device can ask for nothing any more where the time for it is over. */
  static void ask(Sql sql, CertificateRenewal wish, int most) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM certificate_renewal WHERE scope_id = ? AND expired_on < ?",
            wish.scopeId(),
            wish.askedOn().minus(CertificateRenewal.GRACE)));
    RenewalFilter waiting = new RenewalFilter(Optional.of(State.WAITING), Optional.empty());
    if (count(sql, wish.scopeId(), waiting) >= most) {
      return;
    }
    sql.update(
        new Columns()
            .with("certificate_id", wish.certificateId())
            .with("scope_id", wish.scopeId())
            .with("client_id", wish.clientId())
            .with("expired_on", wish.expiredOn())
            .with("asked_on", wish.askedOn())
            .with("source", wish.source())
            .with("state", wish.state())
            .insertInto(TABLE)
            .then(" ON CONFLICT (certificate_id) DO NOTHING"));
  }

  static void decide(Sql sql, CertificateRenewal decided) throws SQLException {
    CertificateRenewal.Decided by = decided.decided().orElseThrow();
    change(
        sql,
        new Columns()
            .with("state", decided.state())
            .with("decided_on", by.on())
            .with("decided_by", by.by()),
        decided.certificateId(),
        State.WAITING);
  }

  /** One approval is for one use. */
  static void use(Sql sql, Id certificateId) throws SQLException {
    change(sql, new Columns().with("state", State.USED), certificateId, State.APPROVED);
  }

  private static void change(Sql sql, Columns columns, Id certificateId, State before)
      throws SQLException {
    Where that = Where.of("certificate_id = ?", certificateId).and("state = ?", before);
    if (sql.update(columns.update(TABLE, that)) == 0) {
      throw new StaleException("the wish to renew " + certificateId + " is not " + before);
    }
  }

  static Optional<CertificateRenewal> of(Sql sql, Id certificateId) throws SQLException {
    Where that = Where.of("certificate_id = ?", certificateId);
    return sql.first(Statement.of(SELECT, that), Renewals::read);
  }

  static Optional<CertificateRenewal> newest(Sql sql, Id scopeId, String clientId)
      throws SQLException {
    Where those = Where.of("scope_id = ?", scopeId).and("client_id = ?", clientId);
    return sql.first(
        Statement.of(SELECT, those).then(" ORDER BY asked_on DESC, certificate_id DESC LIMIT 1"),
        Renewals::read);
  }

  static Page<CertificateRenewal> page(Sql sql, Id scopeId, RenewalFilter filter, PageRequest page)
      throws SQLException {
    return sql.page(
        Statement.of(SELECT, where(scopeId, filter)).then(SORTING.clause(page)).limitedTo(page),
        page,
        Renewals::read);
  }

  static long count(Sql sql, Id scopeId, RenewalFilter filter) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM certificate_renewal", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, RenewalFilter filter) {
    return Where.of("scope_id = ?", scopeId)
        .and("state = ?", filter.state())
        .and("client_id = ?", filter.clientId());
  }

  private static CertificateRenewal read(Row row) throws SQLException {
    Optional<Id> by = row.optionalId("decided_by");
    return new CertificateRenewal(
        row.id("certificate_id"),
        row.id("scope_id"),
        row.text("client_id"),
        row.time("expired_on"),
        row.time("asked_on"),
        row.text("source"),
        row.word(State.class, "state"),
        row.optionalTime("decided_on")
            .map(on -> new CertificateRenewal.Decided(on, by.orElse(Id.PLATFORM))));
  }
}
