// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.DuplicateException;
import io.slipway.store.Orders.NewRequest;
import io.slipway.store.StaleException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Requests that are made many at a time, and their passwords that nobody was told yet. */
final class ManyRequests {
  private ManyRequests() {}

  /** Refuses without an error of the database, which would undo the requests beside it. */
  static Optional<String> create(Sql sql, NewRequest order) throws SQLException {
    try {
      DeploymentPackages.require(sql, order.request());
      if (!Requests.createUnlessTaken(sql, order.request(), Optional.empty())) {
        return Optional.of(taken(order.request().clientId()));
      }
    } catch (DuplicateException | StaleException refused) {
      return Optional.of(refused.getMessage());
    }
    keepBeside(sql, order, Optional.empty());
    return Optional.empty();
  }

  static String taken(String clientId) {
    return "Client ID %s is already used for provisioning request".formatted(clientId);
  }

  /** What a request that was made leaves beside it. */
  static void keepBeside(Sql sql, NewRequest order, Optional<Id> importId) throws SQLException {
    AuditRecords.append(sql, order.record());
    if (order.sealedPassword().isPresent()) {
      Columns columns =
          new Columns()
              .with("request_id", order.request().id())
              .with("sealed_password", order.sealedPassword())
              .with("import_id", importId);
      sql.update(columns.insertInto("request_secret"));
    }
  }

  static List<String> takePassword(Sql sql, Id requestId) throws SQLException {
    return sql.list(
        Statement.of(
            "DELETE FROM request_secret WHERE request_id = ? RETURNING sealed_password", requestId),
        row -> row.text("sealed_password"));
  }
}
