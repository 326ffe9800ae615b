// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Rejections;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Devices that were turned away, over JDBC. */
record JdbcRejections(JdbcStore store) implements Rejections {
  /** Whoever knows a client id can come from many addresses with it. */
  static final int MOST_OF_ONE = 32;

  /** Whoever knows none can make up as many as he likes; those that nobody ordered give way. */
  static final int MOST_STRAYS = 100_000;

  private static final String ADD_UP =
      " ON CONFLICT (scope_id, client_id, point, cause, source) DO UPDATE SET"
          + " visits = rejection.visits + excluded.visits, last_on = excluded.last_on,"
          + " reason = excluded.reason, username = excluded.username, secure = excluded.secure";

  @Override
  public void add(List<Rejection> fresh) {
    store.write(
        sql -> {
          for (Rejection one : fresh) {
            add(sql, one);
          }
        });
  }

  private static void add(Sql sql, Rejection one) throws SQLException {
    sql.update(
        new Columns()
            .with("scope_id", one.scopeId())
            .with("client_id", one.clientId())
            .with("point", one.point())
            .with("cause", one.cause())
            .with("source", one.source())
            .with("reason", one.check())
            .with("username", one.username())
            .with("secure", one.secure())
            .with("visits", one.count())
            .with("first_on", one.firstOn())
            .with("last_on", one.lastOn())
            .insertInto("rejection")
            .then(ADD_UP));
    Where same = Where.of("scope_id = ?", one.scopeId()).and("client_id = ?", one.clientId());
    Statement limit =
        Statement.of("SELECT last_on FROM rejection", same)
            .then(" ORDER BY last_on DESC LIMIT 1 OFFSET ?", MOST_OF_ONE);
    sql.update(
        Statement.of("DELETE FROM rejection", same)
            .then(" AND last_on <= (" + limit.text() + ")", limit.values().toArray()));
  }

  @Override
  public void forget(Instant seenBefore) {
    store.write(
        sql -> {
          sql.update(Statement.of("DELETE FROM rejection WHERE last_on < ?", seenBefore));
          sql.update(
              Statement.of(
                  "DELETE FROM rejection WHERE cause = ? AND last_on <= (SELECT last_on FROM"
                      + " rejection WHERE cause = ? ORDER BY last_on DESC LIMIT 1 OFFSET ?)",
                  FailureCause.UNKNOWN_CLIENT_ID,
                  FailureCause.UNKNOWN_CLIENT_ID,
                  MOST_STRAYS));
        });
  }

  @Override
  public List<Rejection> of(Id scopeId, String clientId) {
    Where same = Where.of("scope_id = ?", scopeId).and("client_id = ?", clientId);
    Statement newestFirst =
        Statement.of("SELECT * FROM rejection", same).then(" ORDER BY last_on DESC");
    return store.read(sql -> sql.list(newestFirst, JdbcRejections::read));
  }

  @Override
  public List<ProvisionRequest> orders(String clientId) {
    return store.read(sql -> Requests.withClientId(sql, clientId));
  }

  private static Rejection read(Row row) throws SQLException {
    return new Rejection(
        row.id("scope_id"),
        row.text("client_id"),
        row.word(Rejection.Point.class, "point"),
        row.word(FailureCause.class, "cause"),
        row.text("reason"),
        row.text("username"),
        row.text("source"),
        row.flag("secure"),
        row.longNumber("visits"),
        row.time("first_on"),
        row.time("last_on"));
  }
}
