// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.node.TextNode;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.store.EndpointFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where brokers listen. */
final class Endpoints {
  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "modifiedOn", List.of("modified_on", "id"),
              "schema", List.of("schema", "id"),
              "dns", List.of("dns", "port", "schema"),
              "port", List.of("port", "id"),
              "secure", List.of("secure", "id")));

  private Endpoints() {}

  static void create(Sql sql, EndpointInfo endpoint) throws SQLException {
    Columns columns = new Columns().with("id", endpoint.id()).with("scope_id", endpoint.scopeId());
    address(columns, endpoint).with(endpoint.audit());
    Failures.write(sql, columns.insertInto("endpoint_info"), taken(endpoint));
  }

  static void update(Sql sql, EndpointInfo endpoint) throws SQLException {
    Columns columns = address(new Columns(), endpoint).edit(endpoint.audit());
    Where unchanged =
        Where.of("id = ?", endpoint.id()).and("optlock = ?", endpoint.audit().optlock() - 1);
    int written = Failures.write(sql, columns.update("endpoint_info", unchanged), taken(endpoint));
    Failures.staleUnless(written == 1, "the endpoint");
  }

  static void delete(Sql sql, EndpointInfo endpoint) throws SQLException {
    int deleted = sql.update(Statement.of("DELETE FROM endpoint_info WHERE id = ?", endpoint.id()));
    Failures.staleUnless(deleted == 1, "the endpoint");
  }

  static Optional<EndpointInfo> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of("SELECT * FROM endpoint_info WHERE id = ?", id), Endpoints::read);
  }

  static Page<EndpointInfo> page(Sql sql, Id scopeId, EndpointFilter filter, PageRequest page)
      throws SQLException {
    String order = SORTING.clause(page);
    Statement all = Statement.of("SELECT * FROM endpoint_info", where(scopeId, filter));
    return sql.page(all.then(order).limitedTo(page), page, Endpoints::read);
  }

  static long count(Sql sql, Id scopeId, EndpointFilter filter) throws SQLException {
    return sql.count(Statement.of("SELECT COUNT(*) FROM endpoint_info", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, EndpointFilter filter) {
    // Usages are a JSON array, in which one usage with its quotes stands only as a whole element.
    return Where.of("scope_id = ?", scopeId)
        .and(
            "replace(usages, ?, '') <> usages",
            filter.usage().map(usage -> Json.write(TextNode.valueOf(usage))))
        .andPrefix("dns", filter.matchTerm());
  }

  private static Columns address(Columns columns, EndpointInfo endpoint) {
    return columns
        .with("schema", endpoint.schema())
        .with("dns", endpoint.dns())
        .with("port", endpoint.port())
        .with("secure", endpoint.secure())
        .with("usages", Json.write(Json.texts(endpoint.usages())));
  }

  private static String taken(EndpointInfo endpoint) {
    return "the account has an endpoint %s on %s, port %d, already"
        .formatted(endpoint.schema(), endpoint.dns(), endpoint.port());
  }

  private static EndpointInfo read(Row row) throws SQLException {
    return new EndpointInfo(
        row.id("id"),
        row.id("scope_id"),
        row.text("schema"),
        row.text("dns"),
        row.number("port"),
        row.flag("secure"),
        Json.texts(Json.read(row.text("usages"))),
        row.audit());
  }
}
