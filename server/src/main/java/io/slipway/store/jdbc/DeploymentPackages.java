// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.PackageReader.Filter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applications, and which requests name them. */
final class DeploymentPackages {
  private static final String SELECT = "SELECT * FROM deployment_package";

  /** Of requests whose device may still come for it. */
  private static final String OPEN = "('CREATED', 'RUNNING', 'FAILED')";

  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "name", List.of("name", "version"),
              "size", List.of("size", "id")));

  private DeploymentPackages() {}

  static void create(Sql sql, DeploymentPackage made, Optional<Id> contentId) throws SQLException {
    Optional<Id> content = Optional.empty();
    if (contentId.isPresent()) {
      content =
          Optional.of(PackageContents.complete(sql, contentId.get(), made.content().sha256()));
    }
    Columns columns =
        new Columns()
            .with("id", made.id())
            .with("scope_id", made.scopeId())
            .with("name", made.name().name())
            .with("version", made.name().version())
            .with("handler", made.handler())
            .with("sha256", made.content().sha256())
            .with("size", made.content().size())
            .with("content_id", content)
            .with("url", made.content().url())
            .with("bundles", Json.write(bundles(made.bundles())))
            .with("created_on", made.createdOn())
            .with("created_by", made.createdBy());
    Failures.write(
        sql,
        columns.insertInto("deployment_package"),
        "the account has a package %s already".formatted(made.name()));
  }

  /** Where an open request names it, its foreign key refuses. */
  static void delete(Sql sql, DeploymentPackage gone) throws SQLException {
    sql.update(
        Statement.of(
            "DELETE FROM request_package WHERE package_id = ? AND request_id IN"
                + " (SELECT id FROM provision_request WHERE status NOT IN "
                + OPEN
                + ")",
            gone.id()));
    Optional<Id> content =
        sql.first(
                Statement.of(SELECT + " WHERE id = ?", gone.id()),
                row -> row.optionalId("content_id"))
            .flatMap(found -> found);
    int written =
        sql.update(Statement.of("DELETE FROM deployment_package WHERE id = ?", gone.id()));
    Failures.staleUnless(written == 1, "the package");
    if (content.isPresent()) {
      PackageContents.forgetUnused(sql, content.get());
    }
  }

  /** Refuses a request that names a package which is gone. */
  static void require(Sql sql, ProvisionRequest request) throws SQLException {
    for (PackageName name : names(request)) {
      boolean there = named(sql, request.scopeId(), name).isPresent();
      Failures.staleUnless(there, "package " + name);
    }
  }

  /** Notes which packages a request names. */
  static void order(Sql sql, ProvisionRequest request) throws SQLException {
    int position = 0;
    for (PackageName name : names(request)) {
      int written =
          sql.update(
              Statement.of(
                  "INSERT INTO request_package (request_id, position, package_id)"
                      + " SELECT r.id, CAST(? AS INTEGER), p.id FROM provision_request r"
                      + " JOIN deployment_package p ON p.scope_id = r.scope_id"
                      + " WHERE r.id = ? AND p.name = ? AND p.version = ?",
                  position++,
                  request.id(),
                  name.name(),
                  name.version()));
      Failures.staleUnless(written == 1, "package " + name);
    }
  }

  /** The same in place of what was noted before. */
  static void orderAnew(Sql sql, ProvisionRequest request) throws SQLException {
    sql.update(Statement.of("DELETE FROM request_package WHERE request_id = ?", request.id()));
    order(sql, request);
  }

  private static List<PackageName> names(ProvisionRequest request) {
    return request.options().extra().packages().packages();
  }

  static Optional<String> awaiting(Sql sql, Id id) throws SQLException {
    return sql.first(awaiting(id), row -> row.text("client_id"));
  }

  static Statement awaiting(Id id) {
    return Statement.of(
        "SELECT r.client_id FROM request_package n JOIN provision_request r"
            + " ON r.id = n.request_id WHERE n.package_id = ? AND r.status IN "
            + OPEN
            + " LIMIT 1",
        id);
  }

  static Optional<DeploymentPackage> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of(SELECT, Where.of("id = ?", id)), DeploymentPackages::read);
  }

  static Optional<DeploymentPackage> named(Sql sql, Id scopeId, PackageName name)
      throws SQLException {
    return sql.first(named(scopeId, name), DeploymentPackages::read);
  }

  static Statement named(Id scopeId, PackageName name) {
    return Statement.of(
        SELECT,
        Where.of("scope_id = ?", scopeId)
            .and("name = ?", name.name())
            .and("version = ?", name.version()));
  }

  static Page<DeploymentPackage> page(Sql sql, Id scopeId, Filter filter, PageRequest page)
      throws SQLException {
    Statement all = Statement.of(SELECT, where(scopeId, filter)).then(SORTING.clause(page));
    return sql.page(all.limitedTo(page), page, DeploymentPackages::read);
  }

  static long count(Sql sql, Id scopeId, Filter filter) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM deployment_package", where(scopeId, filter)));
  }

  private static Where where(Id scopeId, Filter filter) {
    return Where.of("scope_id = ?", scopeId)
        .and("name = ?", filter.name())
        .and("handler = ?", filter.handler())
        .andPrefix("name", filter.matchTerm());
  }

  private static ArrayNode bundles(List<DeploymentPackage.Bundle> bundles) {
    ArrayNode nodes = Json.array();
    bundles.forEach(
        b ->
            nodes
                .addObject()
                .put("name", b.symbolicName())
                .put("version", b.version())
                .put("file", b.file()));
    return nodes;
  }

  private static List<DeploymentPackage.Bundle> bundles(JsonNode nodes) {
    List<DeploymentPackage.Bundle> bundles = new ArrayList<>();
    nodes.forEach(
        n ->
            bundles.add(
                new DeploymentPackage.Bundle(
                    n.path("name").asText(), n.path("version").asText(), n.path("file").asText())));
    return bundles;
  }

  private static DeploymentPackage read(Row row) throws SQLException {
    return new DeploymentPackage(
        row.id("id"),
        row.id("scope_id"),
        new PackageName(row.text("name"), row.text("version")),
        row.text("handler"),
        new DeploymentPackage.Content(
            row.text("sha256"), row.longNumber("size"), row.optionalText("url")),
        bundles(Json.read(row.text("bundles"))),
        row.time("created_on"),
        row.id("created_by"));
  }
}
