// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests of an account whose client id or user name begins so. Few are gathered by the
 * indexes of both columns and sorted then; among many it is quicker to walk along the wanted order
 * until the page is full.
 */
record Beginning(Id scopeId, Prefix prefix) {
  /** From how many on they are many; gathering so many takes about a tenth of a second. */
  private static final int MANY = 30_000;

  Where condition(Sql sql) throws SQLException {
    return count(sql, " LIMIT " + MANY) < MANY ? gathering() : walking();
  }

  /** Two counts over indexes alone are far quicker than one over the rows that either finds. */
  long count(Sql sql) throws SQLException {
    return count(sql, "");
  }

  private long count(Sql sql, String limit) throws SQLException {
    String counted = "SELECT COUNT(*) FROM (SELECT 1 FROM provision_request";
    String end = limit + ") AS found";
    return sql.count(Statement.of(counted, byClientId()).then(end))
        + sql.count(Statement.of(counted, byUsername()).then(end));
  }

  /** Without the account, which would tempt the database to look through all of it instead. */
  Where gathering() {
    String ids = "SELECT id FROM provision_request";
    List<Object> values = new ArrayList<>(byClientId().values());
    values.addAll(byUsername().values());
    return Where.of(
        "id IN (" + ids + byClientId().text() + " UNION ALL " + ids + byUsername().text() + ")",
        values.toArray());
  }

  /** As a case, which no index serves, so that the order's index is walked. */
  Where walking() {
    List<Object> values = new ArrayList<>(prefix.values());
    values.addAll(prefix.values());
    return inAccount()
        .and(
            "CASE WHEN %s THEN 1 WHEN %s THEN 1 ELSE 0 END = 1"
                .formatted(prefix.condition("client_id"), prefix.condition("username")),
            values.toArray());
  }

  private Where byClientId() {
    return inAccount().and(prefix.condition("client_id"), prefix.values().toArray());
  }

  /** Those that the client id does not find already. */
  private Where byUsername() {
    return inAccount()
        .and(prefix.condition("username"), prefix.values().toArray())
        .and("NOT " + prefix.condition("client_id"), prefix.values().toArray());
  }

  private Where inAccount() {
    return Where.of("scope_id = ?", scopeId);
  }
}
