// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.UserCoupling;
import io.slipway.store.SessionChange.Revocation;
import io.slipway.store.jdbc.Gathered.Part;
import java.sql.SQLException;
import java.util.List;

/** The logins of provisioned devices. */
final class Credentials {
  private static final int SHARED_USERNAME_MAX = 9;

  private Credentials() {}

  /** The first one of a generation stays, whatever comes later. */
  static void issue(Sql sql, DeviceCredential credential) throws SQLException {
    Statement insert =
        new Columns()
            .with("request_id", credential.requestId())
            .with("generation", credential.generation())
            .with("scope_id", credential.scopeId())
            .with("client_id", credential.clientId())
            .with("username", credential.username())
            .with("verifier", credential.verifier())
            .with("coupling", credential.coupling())
            .with("reserve_user", credential.reserveUser())
            .with("revoked", credential.revoked())
            .with("created_on", credential.createdOn())
            .insertInto("device_credential");
    Statement first = insert.then(" ON CONFLICT (request_id, generation) DO NOTHING");
    sql.put(Part.CREDENTIAL, first);
  }

  static void revoke(Sql sql, Id requestId, Revocation revocation) throws SQLException {
    Where those =
        Where.of("request_id = ?", requestId)
            .and("generation >= ?", revocation.first())
            .and("generation <= ?", revocation.last());
    Statement revoke = new Columns().with("revoked", true).update("device_credential", those);
    sql.put(Part.REVOCATION, revoke);
  }

  static List<DeviceCredential> byUsername(Sql sql, String username) throws SQLException {
    return sql.list(byUsername(username), Credentials::read);
  }

  /** Those that count come first. */
  static Statement byUsername(String username) {
    return Statement.of(
        "SELECT * FROM device_credential WHERE username = ?"
            + " ORDER BY revoked, request_id LIMIT ?",
        username,
        SHARED_USERNAME_MAX);
  }

  private static DeviceCredential read(Row row) throws SQLException {
    return new DeviceCredential(
        row.id("scope_id"),
        row.id("request_id"),
        row.number("generation"),
        row.text("client_id"),
        row.text("username"),
        row.text("verifier"),
        row.word(UserCoupling.class, "coupling"),
        row.flag("reserve_user"),
        row.flag("revoked"),
        row.time("created_on"));
  }
}
