// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionTemplate;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What many requests are made from. */
final class ProvisionTemplates {
  private ProvisionTemplates() {}

  static void create(Sql sql, ProvisionTemplate template) throws SQLException {
    Columns columns =
        new Columns()
            .with("id", template.id())
            .with("scope_id", template.scopeId())
            .with("standard", template.standard());
    Failures.write(
        sql,
        contents(columns, template).with(template.audit()).insertInto("provision_template"),
        "the account has a default template already");
  }

  static void update(Sql sql, ProvisionTemplate template) throws SQLException {
    Columns columns = contents(new Columns(), template).edit(template.audit());
    Where unchanged =
        Where.of("id = ?", template.id()).and("optlock = ?", template.audit().optlock() - 1);
    int written = sql.update(columns.update("provision_template", unchanged));
    Failures.staleUnless(written == 1, "the template");
  }

  /** Its services go with it, by their foreign key. */
  static void delete(Sql sql, ProvisionTemplate template) throws SQLException {
    int deleted =
        sql.update(Statement.of("DELETE FROM provision_template WHERE id = ?", template.id()));
    Failures.staleUnless(deleted == 1, "the template");
  }

  static Optional<ProvisionTemplate> byId(Sql sql, Id id) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM provision_template WHERE id = ?", id),
        ProvisionTemplates::read);
  }

  static Optional<ProvisionTemplate> standard(Sql sql, Id scopeId) throws SQLException {
    return sql.first(
        Statement.of(
            "SELECT * FROM provision_template WHERE scope_id = ? AND standard = 1", scopeId),
        ProvisionTemplates::read);
  }

  static List<ProvisionTemplate> all(Sql sql, Id scopeId) throws SQLException {
    return sql.list(
        Statement.of("SELECT * FROM provision_template WHERE scope_id = ? ORDER BY id", scopeId),
        ProvisionTemplates::read);
  }

  private static Columns contents(Columns columns, ProvisionTemplate template) {
    return columns
        .with("display_name", template.displayName())
        .with("description", template.description())
        .with("body", TemplateJson.write(template.body()));
  }

  private static ProvisionTemplate read(Row row) throws SQLException {
    return new ProvisionTemplate(
        row.id("id"),
        row.id("scope_id"),
        row.flag("standard"),
        row.optionalText("display_name"),
        row.optionalText("description"),
        TemplateJson.read(row.text("body")),
        row.audit());
  }
}
