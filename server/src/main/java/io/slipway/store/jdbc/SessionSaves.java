// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.store.SessionChange;
import io.slipway.store.SessionChange.Stored;
import java.sql.SQLException;
import java.util.Optional;

/** What a session decided, in the tables that it concerns. */
final class SessionSaves {
  private SessionSaves() {}

  static void save(Sql sql, SessionChange change, Optional<Devices.Seen> seen) throws SQLException {
    sql.begins(change.request().id());
    Requests.saveProgress(sql, change.request(), change.stored().map(Stored::status));
    Optional<Id> stored = change.stored().flatMap(Stored::attempt);
    for (Execution execution : change.executions()) {
      Executions.save(sql, execution, stored.equals(Optional.of(execution.id())));
    }
    if (change.issued().isPresent()) {
      Credentials.issue(sql, change.issued().get());
    }
    if (change.certificate().isPresent()) {
      Certificates.issue(sql, change.certificate().get());
    }
    if (change.revoked().isPresent()) {
      Certificates.revoke(sql, change.request().id(), change.revoked().get());
      Credentials.revoke(sql, change.request().id(), change.revoked().get());
    }
    if (change.device().isPresent()) {
      Devices.record(sql, change.device().get(), seen);
    }
  }
}
