// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.store.AccountFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tree of accounts. */
final class Accounts {
  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "modifiedOn", List.of("modified_on", "id"),
              "name", List.of("name")));

  /** Deeper than any tree that can be made. */
  private static final int DEPTH_MAX = 32;

  private static final String BELOW =
      "id IN (WITH RECURSIVE below (id) AS (SELECT id FROM account WHERE parent_id = ?"
          + " UNION SELECT a.id FROM account a JOIN below b ON a.parent_id = b.id)"
          + " SELECT id FROM below)";

  private Accounts() {}

  static void create(Sql sql, Account account) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", account.id())
            .with("parent_id", account.parentId())
            .with("name", account.name())
            .with("details", AccountJson.write(account.details()))
            .with(account.audit());
    Failures.write(
        sql, columns.insertInto("account"), "the account name " + account.name() + " is taken");
  }

  static void update(Sql sql, Account account) throws SQLException {
    Columns columns =
        new Columns().with("details", AccountJson.write(account.details())).edit(account.audit());
    Where unchanged =
        Where.of("id = ?", account.id()).and("optlock = ?", account.audit().optlock() - 1);
    Failures.staleUnless(sql.update(columns.update("account", unchanged)) == 1, "the account");
  }

  /** Foreign keys see to it that nothing which counts goes along. */
  static void delete(Sql sql, Account account) throws SQLException {
    Id id = account.id();
    sql.update(Statement.of("DELETE FROM app_user WHERE scope_id = ?", id));
    sql.update(Statement.of("DELETE FROM endpoint_info WHERE scope_id = ?", id));
    Where unchanged = byId(id).and("optlock = ?", account.audit().optlock());
    int written = sql.update(Statement.of("DELETE FROM account", unchanged));
    Failures.staleUnless(written == 1, "the account");
  }

  static Optional<Account> account(Sql sql, Where where) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM account", where), Accounts::read);
  }

  static List<Account> lineage(Sql sql, Id id) throws SQLException {
    return sql.list(
        Statement.of(
            "WITH RECURSIVE up (id, parent_id, depth) AS (SELECT id, parent_id, 0 FROM account"
                + " WHERE id = ? UNION ALL SELECT a.id, a.parent_id, up.depth + 1 FROM account a"
                + " JOIN up ON a.id = up.parent_id WHERE up.depth < ?)"
                + " SELECT a.* FROM account a JOIN up ON a.id = up.id ORDER BY up.depth",
            id,
            DEPTH_MAX),
        Accounts::read);
  }

  static Page<Account> page(Sql sql, Id parentId, AccountFilter filter, PageRequest page)
      throws SQLException {
    Statement all = Statement.of("SELECT * FROM account", where(parentId, filter));
    return sql.page(all.then(SORTING.clause(page)).limitedTo(page), page, Accounts::read);
  }

  static long count(Sql sql, Id parentId, AccountFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM account", where(parentId, filter)));
  }

  private static Where where(Id parentId, AccountFilter filter) {
    return Where.of(filter.recursive() ? BELOW : "parent_id = ?", parentId)
        .and("name = ?", filter.name())
        .andPrefix("name", filter.matchTerm());
  }

  static Where byId(Id id) {
    return Where.of("id = ?", id);
  }

  static Where byName(String name) {
    return Where.of("name = ?", name);
  }

  private static Account read(Row row) throws SQLException {
    return new Account(
        row.id("id"),
        row.optionalId("parent_id"),
        row.text("name"),
        AccountJson.account(row.optionalText("details")),
        row.audit());
  }
}
