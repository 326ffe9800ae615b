// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.SessionChange.Revocation;
import io.slipway.store.jdbc.Gathered.Part;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates of devices. Those of requests that are deleted stay, as revoked ones. */
final class Certificates {
  static final String REQUEST_DELETED = "REQUEST_DELETED";

  private static final int MOST_OF_A_GENERATION = 100;

  /** Replaces none. */
  private static final long FIRST = 0;

  private static final String SELECT = "SELECT * FROM device_certificate";
  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of("createdOn", List.of("created_on", "id"), "certificateId", List.of("id")));

  private Certificates() {}

  /** The first one for a certification request stays, whatever comes later. */
  static void issue(Sql sql, DeviceCertificate certificate) throws SQLException {
    Statement insert =
        new Columns()
            .with("id", certificate.id())
            .with("scope_id", certificate.scopeId())
            .with("request_id", certificate.requestId())
            .with("generation", certificate.generation())
            .with("client_id", certificate.clientId())
            .with("csr_sha256", certificate.csrSha256())
            .with("serial", certificate.serial())
            .with("fingerprint", certificate.fingerprint())
            .with("not_before", certificate.notBefore())
            .with("not_after", certificate.notAfter())
            .with("pem", certificate.pem())
            .with("created_on", certificate.createdOn())
            .with("replaces", certificate.replaces().map(Id::value).orElse(FIRST))
            .insertInto("device_certificate");
    sql.put(
        Part.CREDENTIAL,
        insert.then(" ON CONFLICT (request_id, generation, csr_sha256, replaces) DO NOTHING"));
  }

  static void revoke(Sql sql, Id requestId, Revocation revocation) throws SQLException {
    Where those =
        Where.of("request_id = ?", requestId)
            .and("generation >= ?", revocation.first())
            .and("generation <= ?", revocation.last())
            .and("revoked_on IS NULL");
    sql.put(Part.REVOCATION, revoked(revocation.on(), revocation.cause().name(), those));
  }

  static void revoke(Sql sql, Id id, DeviceCertificate.Revocation revocation) throws SQLException {
    Where that = Where.of("id = ?", id).and("revoked_on IS NULL");
    sql.update(revoked(revocation.on(), revocation.cause(), that));
  }

  /** Those of a request that will be no more. */
  static void orphan(Sql sql, Id requestId, Instant on) throws SQLException {
    Where those = Where.of("request_id = ?", requestId).and("revoked_on IS NULL");
    sql.update(revoked(on, REQUEST_DELETED, those));
  }

  private static Statement revoked(Instant on, String cause, Where those) {
    return new Columns()
        .with("revoked_on", on)
        .with("cause", cause)
        .update("device_certificate", those);
  }

  static Optional<DeviceCertificate> byId(Sql sql, Id id) throws SQLException {
    return sql.first(Statement.of(SELECT, Where.of("id = ?", id)), Certificates::read);
  }

  static Optional<DeviceCertificate> presented(Sql sql, String fingerprint) throws SQLException {
    return sql.first(presented(fingerprint), Certificates::read);
  }

  static Statement presented(String fingerprint) {
    return Statement.of(SELECT, Where.of("fingerprint = ?", fingerprint));
  }

  static List<DeviceCertificate> issued(Sql sql, Id requestId, int generation) throws SQLException {
    return sql.list(issued(requestId, generation), Certificates::read);
  }

  static Statement issued(Id requestId, int generation) {
    Where those = ofGeneration(requestId, generation).and("replaces = ?", FIRST);
    return Statement.of(SELECT, those).then(" ORDER BY id LIMIT ?", MOST_OF_A_GENERATION);
  }

  static Optional<DeviceCertificate> renewed(Sql sql, DeviceCertificate replaced, String csrSha256)
      throws SQLException {
    Where that =
        ofGeneration(replaced.requestId(), replaced.generation())
            .and("csr_sha256 = ?", csrSha256)
            .and("replaces = ?", replaced.id());
    return sql.first(Statement.of(SELECT, that), Certificates::read);
  }

  static Optional<DeviceCertificate> newest(Sql sql, Id requestId, int generation)
      throws SQLException {
    Where those = ofGeneration(requestId, generation).and("revoked_on IS NULL");
    return sql.first(
        Statement.of(SELECT, those).then(" ORDER BY created_on DESC, id DESC LIMIT 1"),
        Certificates::read);
  }

  static long countSince(Sql sql, Id requestId, int generation, Instant since) throws SQLException {
    Where those = ofGeneration(requestId, generation).and("created_on >= ?", since);
    return sql.count(Statement.of("SELECT COUNT(*) FROM device_certificate", those));
  }

  /** What a device had before the one that it has shown now. */
  static void supersede(Sql sql, DeviceCertificate shown, Instant on) throws SQLException {
    Where older =
        ofGeneration(shown.requestId(), shown.generation())
            .and("created_on <= ?", shown.createdOn())
            .and("id <> ?", shown.id())
            .and("revoked_on IS NULL");
    sql.update(revoked(on, FailureCause.SUPERSEDED.name(), older));
  }

  private static Where ofGeneration(Id requestId, int generation) {
    return Where.of("request_id = ?", requestId).and("generation = ?", generation);
  }

  static Page<DeviceCertificate> page(Sql sql, Id scopeId, String clientId, PageRequest page)
      throws SQLException {
    return sql.page(list(scopeId, clientId, page), page, Certificates::read);
  }

  static Statement list(Id scopeId, String clientId, PageRequest page) {
    return Statement.of(SELECT, ofDevice(scopeId, clientId))
        .then(SORTING.clause(page))
        .limitedTo(page);
  }

  static long count(Sql sql, Id scopeId, String clientId) throws SQLException {
    return sql.count(
        Statement.of("SELECT COUNT(*) FROM device_certificate", ofDevice(scopeId, clientId)));
  }

  private static Where ofDevice(Id scopeId, String clientId) {
    return Where.of("scope_id = ?", scopeId).and("client_id = ?", clientId);
  }

  static DeviceCertificate read(Row row) throws SQLException {
    Optional<String> cause = row.optionalText("cause");
    return new DeviceCertificate(
        row.id("id"),
        row.id("scope_id"),
        row.id("request_id"),
        row.number("generation"),
        row.text("client_id"),
        row.text("csr_sha256"),
        row.text("serial"),
        row.text("fingerprint"),
        row.time("not_before"),
        row.time("not_after"),
        row.text("pem"),
        row.time("created_on"),
        row.optionalTime("revoked_on")
            .map(on -> new DeviceCertificate.Revocation(on, cause.orElse(""))),
        Optional.of(row.longNumber("replaces")).filter(id -> id != FIRST).map(Id::new));
  }
}
