// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What fills the placeholders of templates. */
final class ProvidedServices {
  private ProvidedServices() {}

  static void put(Sql sql, ProvidedService service) throws SQLException {
    if (service.defaultService()) {
      sql.update(
          Statement.of(
              "UPDATE provided_service SET default_service = 0 WHERE template_id = ?"
                  + " AND service_id = ? AND default_service = 1",
              service.templateId(),
              service.serviceId()));
    }
    Columns edited = contents(new Columns(), service).edit(service.audit());
    Where same =
        Where.of("template_id = ?", service.templateId())
            .and("service_id = ?", service.serviceId())
            .and("group_name = ?", service.group());
    if (sql.update(edited.update("provided_service", same)) == 0) {
      Columns columns =
          new Columns()
              .with("template_id", service.templateId())
              .with("scope_id", service.scopeId())
              .with("service_id", service.serviceId())
              .with("group_name", service.group());
      sql.update(contents(columns, service).with(service.audit()).insertInto("provided_service"));
    }
  }

  static void delete(Sql sql, ProvidedService service) throws SQLException {
    int deleted =
        sql.update(
            Statement.of(
                "DELETE FROM provided_service WHERE template_id = ? AND service_id = ?"
                    + " AND group_name = ?",
                service.templateId(),
                service.serviceId(),
                service.group()));
    Failures.staleUnless(deleted == 1, "the service");
  }

  static List<ProvidedService> of(Sql sql, Id templateId) throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT * FROM provided_service WHERE template_id = ? ORDER BY service_id, group_name",
            templateId),
        ProvidedServices::read);
  }

  static Optional<ProvidedService> one(Sql sql, Id templateId, String serviceId, String group)
      throws SQLException {
    return sql.first(
        Statement.of(
            "SELECT * FROM provided_service WHERE template_id = ? AND service_id = ?"
                + " AND group_name = ?",
            templateId,
            serviceId,
            group),
        ProvidedServices::read);
  }

  static List<ProvidedService> ofGroup(Sql sql, Id scopeId, String group) throws SQLException {
    return sql.list(
        Statement.of(
            "SELECT * FROM provided_service WHERE scope_id = ? AND group_name = ?"
                + " ORDER BY template_id, service_id",
            scopeId,
            group),
        ProvidedServices::read);
  }

  private static Columns contents(Columns columns, ProvidedService service) {
    return columns
        .with("display_name", service.displayName())
        .with("description", service.description())
        .with("default_service", service.defaultService())
        .with("supplied", TemplateJson.write(service.values()));
  }

  private static ProvidedService read(Row row) throws SQLException {
    return new ProvidedService(
        row.id("template_id"),
        row.id("scope_id"),
        row.text("service_id"),
        row.text("group_name"),
        row.optionalText("display_name"),
        row.optionalText("description"),
        row.flag("default_service"),
        TemplateJson.values(row.text("supplied")),
        row.audit());
  }
}
