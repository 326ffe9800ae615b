// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.UserCredential;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What users prove themselves with. */
final class UserCredentials {
  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "modifiedOn", List.of("modified_on", "id"),
              "credentialType", List.of("type", "id")));

  private UserCredentials() {}

  static void create(Sql sql, UserCredential credential) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", credential.id())
            .with("scope_id", credential.scopeId())
            .with("user_id", credential.userId())
            .with("type", credential.type())
            .with("public_key", credential.key());
    changing(columns, credential).with(credential.audit());
    Failures.write(
        sql, columns.insertInto("user_credential"), "the user has a credential of this kind");
  }

  static void update(Sql sql, UserCredential credential) throws SQLException {
    Columns columns = changing(new Columns(), credential).edit(credential.audit());
    Where unchanged =
        Where.of("id = ?", credential.id()).and("optlock = ?", credential.audit().optlock() - 1);
    int written = sql.update(columns.update("user_credential", unchanged));
    Failures.staleUnless(written == 1, "the credential");
  }

  static void delete(Sql sql, UserCredential credential) throws SQLException {
    int deleted =
        sql.update(Statement.of("DELETE FROM user_credential WHERE id = ?", credential.id()));
    Failures.staleUnless(deleted == 1, "the credential");
  }

  static void countFailure(Sql sql, Id id, Instant at) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE user_credential SET failures = failures + 1,"
                + " first_failure = COALESCE(first_failure, ?) WHERE id = ?",
            at,
            id));
  }

  static void clearFailures(Sql sql, Id id) throws SQLException {
    sql.update(
        Statement.of(
            "UPDATE user_credential SET failures = 0, first_failure = NULL WHERE id = ?", id));
  }

  static Optional<UserCredential> byId(Sql sql, Id id) throws SQLException {
    return first(sql, Where.of("id = ?", id));
  }

  static Optional<UserCredential> password(Sql sql, Id userId) throws SQLException {
    return first(sql, Where.of("user_id = ? AND type = 'PASSWORD'", userId));
  }

  static Optional<UserCredential> apiKey(Sql sql, String key) throws SQLException {
    return first(sql, Where.of("public_key = ? AND type = 'API_KEY'", key));
  }

  private static Optional<UserCredential> first(Sql sql, Where where) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM user_credential", where), UserCredentials::read);
  }

  static Page<UserCredential> page(Sql sql, Id scopeId, Optional<Id> userId, PageRequest page)
      throws SQLException {
    Statement all = Statement.of("SELECT * FROM user_credential", where(scopeId, userId));
    return sql.page(all.then(SORTING.clause(page)).limitedTo(page), page, UserCredentials::read);
  }

  static long count(Sql sql, Id scopeId, Optional<Id> userId) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM user_credential", where(scopeId, userId)));
  }

  private static Where where(Id scopeId, Optional<Id> userId) {
    return Where.of("scope_id = ?", scopeId).and("user_id = ?", userId);
  }

  private static Columns changing(Columns columns, UserCredential credential) {
    return columns
        .with("verifier", credential.verifier())
        .with("enabled", credential.enabled())
        .with("expires_on", credential.expiresOn())
        .with("failures", credential.failures().count())
        .with("first_failure", credential.failures().first());
  }

  private static UserCredential read(Row row) throws SQLException {
    return new UserCredential(
        row.id("id"),
        row.id("scope_id"),
        row.id("user_id"),
        row.word(UserCredential.Type.class, "type"),
        row.text("public_key"),
        row.text("verifier"),
        row.flag("enabled"),
        row.optionalTime("expires_on"),
        new UserCredential.Failures(row.number("failures"), row.optionalTime("first_failure")),
        row.audit());
  }
}
