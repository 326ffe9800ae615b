// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionGroup;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What sorts provided services. */
final class ProvisionGroups {
  private ProvisionGroups() {}

  static void put(Sql sql, ProvisionGroup group) throws SQLException {
    if (group.defaultGroup()) {
      sql.update(
          Statement.of(
              "UPDATE provision_group SET default_group = 0 WHERE scope_id = ?"
                  + " AND default_group = 1",
              group.scopeId()));
    }
    Columns edited = contents(new Columns(), group).edit(group.audit());
    Where same = Where.of("scope_id = ?", group.scopeId()).and("name = ?", group.name());
    if (sql.update(edited.update("provision_group", same)) == 0) {
      Columns columns = new Columns().with("scope_id", group.scopeId()).with("name", group.name());
      sql.update(contents(columns, group).with(group.audit()).insertInto("provision_group"));
    }
  }

  static void delete(Sql sql, Id scopeId, String name) throws SQLException {
    int deleted =
        sql.update(
            Statement.of(
                "DELETE FROM provision_group WHERE scope_id = ? AND name = ?", scopeId, name));
    Failures.staleUnless(deleted == 1, "the group");
  }

  static List<ProvisionGroup> all(Sql sql, Id scopeId) throws SQLException {
    return sql.list(
        Statement.of("SELECT * FROM provision_group WHERE scope_id = ? ORDER BY name", scopeId),
        ProvisionGroups::read);
  }

  static Optional<ProvisionGroup> named(Sql sql, Id scopeId, String name) throws SQLException {
    return sql.first(
        Statement.of(
            "SELECT * FROM provision_group WHERE scope_id = ? AND name = ?", scopeId, name),
        ProvisionGroups::read);
  }

  private static Columns contents(Columns columns, ProvisionGroup group) {
    return columns
        .with("display_name", group.displayName())
        .with("description", group.description())
        .with("default_group", group.defaultGroup());
  }

  private static ProvisionGroup read(Row row) throws SQLException {
    return new ProvisionGroup(
        row.id("scope_id"),
        row.text("name"),
        row.optionalText("display_name"),
        row.optionalText("description"),
        row.flag("default_group"),
        row.audit());
  }
}
