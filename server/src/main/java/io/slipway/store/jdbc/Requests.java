// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.AuthenticationType;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.RequestProgress.PasswordTerms;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.DuplicateException;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import io.slipway.store.jdbc.Gathered.Part;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Provision requests. */
final class Requests {
  /** How many requests of all accounts may share client id and user name. */
  private static final int SHARED_LOGIN_MAX = 8;

  private static final Sorting SORTING =
      new Sorting(
          List.of("created_on", "id"),
          Map.of(
              "createdOn", List.of("created_on", "id"),
              "modifiedOn", List.of("modified_on", "id"),
              "clientId", List.of("client_id"),
              "username", List.of("username", "client_id"),
              "executionStatus", List.of("status", "created_on", "id")));

  private Requests() {}

  static void create(Sql sql, ProvisionRequest request) throws SQLException {
    refuseNinth(sql, request);
    DeploymentPackages.require(sql, request);
    Failures.write(
        sql,
        all(request).insertInto("provision_request"),
        "client id %s is already used for a provision request of this account"
            .formatted(request.clientId()));
    DeploymentPackages.order(sql, request);
  }

  /** False where the account has a request for this client id, which is no error here. */
  static boolean createUnlessTaken(Sql sql, ProvisionRequest request, Optional<String> origin)
      throws SQLException {
    refuseNinth(sql, request);
    Statement insert = all(request).with("origin", origin).insertInto("provision_request");
    boolean made = sql.update(insert.then(" ON CONFLICT (scope_id, client_id) DO NOTHING")) == 1;
    if (made) {
      DeploymentPackages.order(sql, request);
    }
    return made;
  }

  private static Columns all(ProvisionRequest request) {
    ProvisionRequest.Login login = request.login();
    Columns columns =
        new Columns()
            .with("id", request.id())
            .with("scope_id", request.scopeId())
            .with("client_id", request.clientId())
            .with("auth_type", login.type())
            .with("username", login.username())
            .with("password_verifier", login.passwordVerifier())
            .with("certificate_dev_id", login.certificateDevId())
            .with("activation_key", login.activationKey())
            .with("options", OptionsJson.write(request.options()));
    return progressWithinStatus(columns, request.progress())
        .with("status", request.progress().status())
        .with(request.audit());
  }

  static void refuseNinth(Sql sql, ProvisionRequest request) throws SQLException {
    String clientId = request.clientId();
    String username = request.login().username();
    Where same = Where.of("client_id = ?", clientId).and("username = ?", username);
    if (sql.count(Statement.of("SELECT COUNT(*) FROM provision_request", same))
        >= SHARED_LOGIN_MAX) {
      throw new DuplicateException(
          "%d requests share client id %s and user name %s already: choose another user name"
              .formatted(SHARED_LOGIN_MAX, clientId, username));
    }
  }

  static void update(Sql sql, ProvisionRequest request) throws SQLException {
    Columns columns =
        new Columns()
            .with("options", OptionsJson.write(request.options()))
            .with("activation_key", request.login().activationKey())
            .edit(request.audit());
    Where unchanged =
        Where.of("id = ?", request.id()).and("optlock = ?", request.audit().optlock() - 1);
    int written = sql.update(columns.update("provision_request", unchanged));
    Failures.staleUnless(written == 1, "the request");
    DeploymentPackages.orderAnew(sql, request);
  }

  /**
   * A status that is the stored one is left alone, since SQLite would write anew what its indexes
   * hold of it.
   */
  static void saveProgress(Sql sql, ProvisionRequest request, Optional<ExecutionStatus> stored)
      throws SQLException {
    RequestProgress progress = request.progress();
    Where unchanged = Where.of("id = ?", request.id()).and("revision = ?", progress.revision() - 1);
    Columns columns = progressWithinStatus(new Columns(), progress);
    if (stored.equals(Optional.of(progress.status()))) {
      unchanged = unchanged.and("status = ?", progress.status());
    } else {
      columns.with("status", progress.status());
    }
    sql.putOne(Part.REQUEST, columns.update("provision_request", unchanged), "the request");
  }

  /** Attempts and credentials go with it, by their foreign keys. */
  static void delete(Sql sql, ProvisionRequest request, Instant at) throws SQLException {
    Where unchanged =
        Where.of("id = ?", request.id())
            .and("optlock = ?", request.audit().optlock())
            .and("revision = ?", request.progress().revision());
    int written = sql.update(Statement.of("DELETE FROM provision_request", unchanged));
    Failures.staleUnless(written == 1, "the request");
    Certificates.orphan(sql, request.id(), at);
  }

  static Optional<ProvisionRequest> byId(Sql sql, Id id) throws SQLException {
    return sql.first(
        Statement.of("SELECT * FROM provision_request WHERE id = ?", id), Requests::read);
  }

  static List<ProvisionRequest> loginCandidates(Sql sql, String clientId, String username)
      throws SQLException {
    return sql.list(candidates(clientId, username), Requests::read);
  }

  static List<ProvisionRequest> withClientId(Sql sql, String clientId) throws SQLException {
    return sql.list(
        Statement.of("SELECT * FROM provision_request WHERE client_id = ?", clientId)
            .then(" ORDER BY id LIMIT ?", SHARED_LOGIN_MAX),
        Requests::read);
  }

  static Statement candidates(String clientId, String username) {
    Where same = Where.of("client_id = ?", clientId).and("username = ?", username);
    return Statement.of("SELECT * FROM provision_request", same)
        .then(" ORDER BY id LIMIT ?", SHARED_LOGIN_MAX + 1);
  }

  static Page<ProvisionRequest> page(Sql sql, Id scopeId, RequestFilter filter, PageRequest page)
      throws SQLException {
    return sql.page(list(where(sql, scopeId, filter), page), page, Requests::read);
  }

  /** The page's ids are found in an index alone, so that only its own rows are fetched. */
  static Statement list(Where where, PageRequest page) {
    String order = SORTING.clause(page);
    return Statement.of("SELECT id FROM provision_request", where)
        .then(order)
        .limitedTo(page)
        .within("SELECT * FROM provision_request WHERE id IN (", ")" + order);
  }

  static long count(Sql sql, Id scopeId, RequestFilter filter) throws SQLException {
    Optional<Beginning> beginning = beginning(scopeId, filter);
    if (beginning.isPresent() && filter.clientId().isEmpty() && filter.status().isEmpty()) {
      return beginning.get().count(sql);
    }
    Where where = where(sql, scopeId, filter);
    return sql.count(Statement.of("SELECT COUNT(*) FROM provision_request", where));
  }

  private static Where where(Sql sql, Id scopeId, RequestFilter filter) throws SQLException {
    Optional<Beginning> beginning = beginning(scopeId, filter);
    return beginning.isPresent()
        ? narrowed(beginning.get().condition(sql), filter)
        : narrowed(Where.of("scope_id = ?", scopeId), filter);
  }

  static Where narrowed(Where where, RequestFilter filter) {
    return where.and("client_id = ?", filter.clientId()).and("status = ?", filter.status());
  }

  private static Optional<Beginning> beginning(Id scopeId, RequestFilter filter) {
    return filter
        .matchTerm()
        .filter(term -> !term.isEmpty())
        .map(term -> new Beginning(scopeId, new Prefix(term)));
  }

  private static Columns progressWithinStatus(Columns columns, RequestProgress progress) {
    return columns
        .with("failure_cause", progress.failureCause())
        .with("generation", progress.generation())
        .with("attempts", progress.attempts())
        .with("password_kid", progress.terms().map(PasswordTerms::kid))
        .with("password_length", progress.terms().map(PasswordTerms::length))
        .with("delivered", progress.delivered())
        .with("pinned_full", progress.pinnedFull())
        .with("revision", progress.revision())
        .with("owner", progress.owner());
  }

  static ProvisionRequest read(Row row) throws SQLException {
    return new ProvisionRequest(
        row.id("id"),
        row.id("scope_id"),
        row.text("client_id"),
        new ProvisionRequest.Login(
            row.word(AuthenticationType.class, "auth_type"),
            row.text("username"),
            row.text("password_verifier"),
            row.optionalText("certificate_dev_id"),
            row.optionalText("activation_key")),
        OptionsJson.read(row.text("options")),
        readProgress(row),
        row.audit());
  }

  private static RequestProgress readProgress(Row row) throws SQLException {
    int length = row.number("password_length");
    return new RequestProgress(
        row.word(ExecutionStatus.class, "status"),
        row.optionalWord(FailureCause.class, "failure_cause"),
        row.number("generation"),
        row.number("attempts"),
        row.optionalText("password_kid").map(kid -> new PasswordTerms(kid, length)),
        row.flag("delivered"),
        row.flag("pinned_full"),
        row.longNumber("revision"),
        row.optionalId("owner"));
  }
}
