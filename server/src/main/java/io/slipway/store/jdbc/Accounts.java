// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import java.sql.SQLException;
import java.util.Optional;

/** Accounts and their users. */
final class Accounts {
  private Accounts() {}

  static void create(Sql sql, Account account) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", account.id())
            .with("parent_id", account.parentId())
            .with("name", account.name())
            .with(account.audit());
    Failures.write(
        sql, columns.insertInto("account"), "the account name " + account.name() + " is taken");
  }

  static void create(Sql sql, User user) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", user.id())
            .with("scope_id", user.scopeId())
            .with("name", user.name())
            .with("password_verifier", user.passwordVerifier())
            .with(user.audit());
    Failures.write(
        sql, columns.insertInto("app_user"), "the user name " + user.name() + " is taken");
  }

  static Optional<Account> account(Sql sql, Where where) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM account", where),
        row ->
            new Account(row.id("id"), row.optionalId("parent_id"), row.text("name"), row.audit()));
  }

  static Optional<User> user(Sql sql, Where where) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM app_user", where),
        row ->
            new User(
                row.id("id"),
                row.id("scope_id"),
                row.text("name"),
                row.text("password_verifier"),
                row.audit()));
  }

  static Where byId(Id id) {
    return Where.of("id = ?", id);
  }

  static Where byName(String name) {
    return Where.of("name = ?", name);
  }
}
