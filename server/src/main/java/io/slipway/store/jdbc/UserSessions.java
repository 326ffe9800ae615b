// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.UserSession;
import io.slipway.store.Tenancy;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Access tokens that were handed out. */
final class UserSessions {
  /** More than come with each login, so that they never gather. */
  private static final int FORGOTTEN_AT_ONCE = 20;

  private UserSessions() {}

  static void open(Sql sql, UserSession session) throws SQLException {
    sql.update(
        new Columns()
            .with("id", session.id())
            .with("login_id", session.loginId())
            .with("scope_id", session.scopeId())
            .with("user_id", session.userId())
            .with("refresh_verifier", session.refreshVerifier())
            .with("created_on", session.createdOn())
            .with("expires_on", session.expiresOn())
            .with("refresh_expires_on", session.refreshExpiresOn())
            .with("ended_on", session.endedOn())
            .with("used", session.used())
            .insertInto("user_session"));
    sql.update(
        Statement.of(
            "DELETE FROM user_session WHERE id IN (SELECT id FROM user_session"
                + " WHERE refresh_expires_on < ? ORDER BY refresh_expires_on LIMIT ?)",
            session.createdOn(),
            FORGOTTEN_AT_ONCE));
  }

  /** How many were ended: one, or none where it has ended already. */
  static int end(Sql sql, Id id, Instant at) throws SQLException {
    return sql.update(
        Statement.of(
            "UPDATE user_session SET ended_on = ? WHERE id = ? AND ended_on IS NULL", at, id));
  }

  /** How many were ended: one, or none where it was used, or there is none. */
  static int endUnused(Sql sql, UserSession before, Instant at) throws SQLException {
    return sql.update(
        Statement.of(
            "UPDATE user_session SET ended_on = ? WHERE login_id = ? AND created_on = ?"
                + " AND ended_on IS NULL AND used = 0",
            at,
            before.loginId(),
            before.endedOn().orElseThrow()));
  }

  static void use(Sql sql, Id id) throws SQLException {
    sql.update(Statement.of("UPDATE user_session SET used = 1 WHERE id = ?", id));
  }

  static void endLogin(Sql sql, Id loginId, Instant at) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE user_session SET ended_on = ? WHERE login_id = ? AND ended_on IS NULL",
            at,
            loginId));
  }

  static void endAll(Sql sql, Tenancy.Ending sessions) throws SQLException {
    Where open =
        Where.of("user_id = ? AND ended_on IS NULL", sessions.userId())
            .and("login_id <> ?", sessions.exceptLogin());
    sql.update(new Columns().with("ended_on", sessions.at()).update("user_session", open));
  }

  static Optional<UserSession> byId(Sql sql, Id id) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM user_session WHERE id = ?", id), UserSessions::read);
  }

  private static UserSession read(Row row) throws SQLException {
    return new UserSession(
        row.id("id"),
        row.id("login_id"),
        row.id("scope_id"),
        row.id("user_id"),
        row.text("refresh_verifier"),
        row.time("created_on"),
        row.time("expires_on"),
        row.time("refresh_expires_on"),
        row.optionalTime("ended_on"),
        row.flag("used"));
  }
}
