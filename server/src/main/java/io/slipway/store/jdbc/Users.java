// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.UserFilter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Users of accounts. */
final class Users {
  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "modifiedOn", List.of("modified_on", "id"),
              "name", List.of("name")));

  private Users() {}

  static void create(Sql sql, User user) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", user.id())
            .with("scope_id", user.scopeId())
            .with("name", user.name())
            // What the version before looks at; it lets nobody in.
            .with("password_verifier", "")
            .with("roles", roles(user))
            .with("details", AccountJson.write(user.details()))
            .with(user.audit());
    Failures.write(
        sql, columns.insertInto("app_user"), "the user name " + user.name() + " is taken");
  }

  static void update(Sql sql, User user) throws SQLException {
    Columns columns =
        new Columns()
            .with("roles", roles(user))
            .with("details", AccountJson.write(user.details()))
            .edit(user.audit());
    Where unchanged = Where.of("id = ?", user.id()).and("optlock = ?", user.audit().optlock() - 1);
    Failures.staleUnless(sql.update(columns.update("app_user", unchanged)) == 1, "the user");
  }

  static void delete(Sql sql, User user) throws SQLException {
    int deleted = sql.update(Statement.of("DELETE FROM app_user WHERE id = ?", user.id()));
    Failures.staleUnless(deleted == 1, "the user");
  }

  static Optional<User> first(Sql sql, Where where) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM app_user", where), Users::read);
  }

  static Page<User> page(Sql sql, Id scopeId, UserFilter filter, PageRequest page)
      throws SQLException {
    Statement all = Statement.of("SELECT * FROM app_user", where(scopeId, filter));
    return sql.page(all.then(SORTING.clause(page)).limitedTo(page), page, Users::read);
  }

  static long count(Sql sql, Id scopeId, UserFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM app_user", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, UserFilter filter) {
    return Where.of("scope_id = ?", scopeId)
        .and("name = ?", filter.name())
        .andPrefix("name", filter.matchTerm());
  }

  private static String roles(User user) {
    return Json.write(Json.texts(user.roles().stream().map(Role::name).toList()));
  }

  private static User read(Row row) throws SQLException {
    Set<String> roles = Json.texts(Json.read(row.text("roles")));
    return new User(
        row.id("id"),
        row.id("scope_id"),
        row.text("name"),
        roles.stream().map(Role::valueOf).collect(Collectors.toSet()),
        AccountJson.user(row.text("details")),
        row.audit());
  }
}
