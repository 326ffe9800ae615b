// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table that moves with an installation.
 *
 * @param key its rows are moved in the order of these columns
 */
record Table(String name, String key) {
  /** Tables come after those that they refer to. */
  static final List<Table> MOVED =
      List.of(
          new Table("account", "id"),
          new Table("app_user", "id"),
          new Table("user_credential", "id"),
          new Table("user_session", "id"),
          new Table("endpoint_info", "id"),
          new Table("provision_request", "id"),
          new Table("provision_execution", "id"),
          new Table("device_credential", "request_id, generation"),
          new Table("device_certificate", "id"),
          new Table("revocation_list", "authority"),
          new Table("certificate_renewal", "certificate_id"),
          new Table("manufacturer_authority", "id"),
          new Table("device", "id"),
          new Table("device_event", "id"),
          new Table("platform_key", "name"),
          new Table("provision_template", "id"),
          new Table("provision_group", "scope_id, name"),
          new Table("provided_service", "template_id, service_id, group_name"),
          new Table("request_secret", "request_id"),
          new Table("package_content", "id"),
          new Table("package_chunk", "content_id, number"),
          new Table("deployment_package", "id"),
          new Table("request_package", "request_id, position"),
          new Table("import_job", "id"),
          new Table("import_chunk", "import_id, number"),
          new Table("import_failure", "import_id, number"),
          new Table("rejection", "scope_id, client_id, point, cause, source"),
          new Table("audit_record", "id"),
          new Table("event_audience", "scope_id"),
          new Table("request_event", "number"),
          new Table("webhook", "id"),
          new Table("webhook_delivery", "webhook_id, event_number"));

  /** What only means something where it is: who is alive, the health check's row, the version. */
  static final Set<String> LEFT = Set.of("node", "store_check", "flyway_schema_history");

  /** All tables that a database has. */
  static Set<String> in(Connection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (tables.next()) {
        names.add(tables.getString("TABLE_NAME"));
      }
    }
    return names;
  }

  List<String> columns(Connection connection) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM " + name + " WHERE 1 = 0")) {
      ResultSetMetaData meta = none.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        columns.add(meta.getColumnName(i));
      }
      return columns;
    }
  }

  long count(Sql sql) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM " + name));
  }
}
