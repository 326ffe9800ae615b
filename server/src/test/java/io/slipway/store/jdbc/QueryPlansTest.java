// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Device;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.store.AuditFilter;
import io.slipway.store.DeviceFilter;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked often is answered from an index, however many rows there are. */
class QueryPlansTest {
  private static final Id SCOPE = new Id(7);
  private static final Where ALL = Where.of("scope_id = ?", SCOPE);
  private static final Beginning DEV = new Beginning(SCOPE, new Prefix("dev-"));

  @TempDir private Path directory;
  private JdbcStore store;

  @BeforeEach
  void open() {
    store =
        JdbcStore.open(
            new SqliteDatabase(directory.resolve("slipway.db"), StoreSettings.DEFAULT),
            StoreSettings.DEFAULT,
            new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void login_usesItsIndex() {
    assertThat(plan(Requests.candidates("dev-1", "user")))
        .containsExactly(
            "SEARCH provision_request USING INDEX provision_request_login"
                + " (client_id=? AND username=?)");
    assertThat(plan(Credentials.byUsername("dev-1-1")))
        .containsExactly(
            "SEARCH device_credential USING INDEX device_credential_username (username=?)");
  }

  @Test
  void certificates_areFoundByTheirIndexes() {
    assertThat(plan(Certificates.presented("ab")))
        .containsExactly(
            "SEARCH device_certificate USING INDEX device_certificate_fingerprint"
                + " (fingerprint=?)");
    assertThat(plan(Certificates.issued(SCOPE, 1)))
        .contains(
            "SEARCH device_certificate USING INDEX device_certificate_csr"
                + " (request_id=? AND generation=?)");
    assertThat(plan(Certificates.list(SCOPE, "dev-1", PageRequest.FIRST)))
        .containsExactly(
            "SEARCH device_certificate USING INDEX device_certificate_device"
                + " (scope_id=? AND client_id=?)");
    assertThat(plan(RevocationLists.numbered(SCOPE, "7f")))
        .containsExactly(
            "SEARCH device_certificate USING INDEX device_certificate_serial"
                + " (scope_id=? AND serial=?)");
    assertThat(plan(RevocationLists.count(SCOPE)))
        .containsExactly(
            "SEARCH device_certificate USING COVERING INDEX device_certificate_revoked"
                + " (scope_id=?)");
    assertThat(plan(RevocationLists.revoked(SCOPE, Instant.EPOCH)))
        .contains(
            "SEARCH device_certificate USING INDEX device_certificate_revoked"
                + " (scope_id=? AND not_after>?)");
  }

  @Test
  void packages_areFoundByTheirIndexes() {
    assertThat(plan(PackageContents.chunk("ab", 7)))
        .containsExactly(
            "SEARCH c USING INDEX sqlite_autoindex_package_content_2 (sha256=?)",
            "SEARCH k USING INDEX sqlite_autoindex_package_chunk_1 (content_id=? AND number=?)");
    assertThat(plan(DeploymentPackages.named(SCOPE, new PackageName("a", "1"))))
        .containsExactly(
            "SEARCH deployment_package USING INDEX sqlite_autoindex_deployment_package_2"
                + " (scope_id=? AND name=? AND version=?)");
    assertThat(plan(DeploymentPackages.awaiting(SCOPE)))
        .first()
        .asString()
        .startsWith("SEARCH n USING INDEX request_package_package (package_id=?)");
  }

  @Test
  void auditRecords_areReadOnwardsFromTheirIndex() {
    AuditRecord last =
        new AuditRecord(
            SCOPE,
            SCOPE,
            Instant.EPOCH,
            new Actor(SCOPE, "", ""),
            "",
            new AuditRecord.Subject("", SCOPE, ""),
            Map.of());
    assertThat(plan(AuditRecords.after(SCOPE, AuditFilter.ALL, Optional.of(last), 10)))
        .containsExactly(
            "SEARCH audit_record USING INDEX audit_record_at (scope_id=? AND (at,id)>(?,?))");
  }

  @Test
  void orphans_useTheIndexOfRequestsUnderWay() {
    assertThat(plan(LiveNodes.orphans(10)))
        .contains("SCAN r USING INDEX provision_request_running");
  }

  @Test
  void latestExecution_usesItsIndex() {
    assertThat(plan(Executions.latest(SCOPE)))
        .singleElement()
        .asString()
        .startsWith("SEARCH provision_execution USING INDEX")
        .endsWith("(request_id=?)");
  }

  @Test
  void requestList_isWalkedInOrderAlongAnIndex() {
    assertWalked(
        RequestFilter.ALL,
        Optional.empty(),
        "COVERING INDEX provision_request_created (scope_id=?)");
    assertWalked(
        RequestFilter.ALL,
        Optional.of("modifiedOn"),
        "COVERING INDEX provision_request_modified (scope_id=?)");
    assertWalked(
        RequestFilter.ALL,
        Optional.of("username"),
        "COVERING INDEX provision_request_username (scope_id=?)");
    assertWalked(
        RequestFilter.ALL,
        Optional.of("executionStatus"),
        "COVERING INDEX provision_request_status (scope_id=?)");
    assertWalked(
        RequestFilter.ALL,
        Optional.of("clientId"),
        "INDEX sqlite_autoindex_provision_request_2 (scope_id=?)");
  }

  @Test
  void requestsOfAStatus_areWalkedInOrderAlongAnIndex() {
    RequestFilter failed =
        new RequestFilter(Optional.empty(), Optional.of(ExecutionStatus.FAILED), Optional.empty());
    assertWalked(
        failed,
        Optional.empty(),
        "COVERING INDEX provision_request_status (scope_id=? AND status=?)");
  }

  @Test
  void fewRequestsThatBeginSo_areGatheredFromBothIndexes() {
    assertThat(plan(Requests.list(DEV.gathering(), PageRequest.FIRST)))
        .contains(
            "SEARCH provision_request USING INDEX sqlite_autoindex_provision_request_2"
                + " (scope_id=? AND client_id>? AND client_id<?)",
            "SEARCH provision_request USING COVERING INDEX provision_request_username"
                + " (scope_id=? AND username>? AND username<?)")
        .noneMatch(step -> step.startsWith("SCAN"));
  }

  @Test
  void manyRequestsThatBeginSo_areWalkedInOrderAlongAnIndex() {
    assertThat(plan(Requests.list(DEV.walking(), PageRequest.FIRST)))
        .contains(walk("COVERING INDEX provision_request_created (scope_id=?)"))
        .noneMatch(step -> step.startsWith("SCAN"));
  }

  @Test
  void devices_areReadFromAnIndex() {
    DeviceFilter missing =
        new DeviceFilter(
            Optional.empty(), Optional.of(Device.ConnectionStatus.MISSING), Optional.empty());
    DeviceFilter beginning =
        new DeviceFilter(Optional.empty(), Optional.empty(), Optional.of("dev-"));
    PageRequest byName = new PageRequest(50, 0, Optional.of("clientId"), true);
    assertThat(plan(Devices.list(SCOPE, DeviceFilter.ALL, PageRequest.FIRST)))
        .contains("SEARCH d USING INDEX device_created (scope_id=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
    assertThat(plan(Devices.list(SCOPE, missing, PageRequest.FIRST)))
        .contains("SEARCH d USING INDEX device_connection (scope_id=? AND connection_status=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
    assertThat(plan(Devices.list(SCOPE, beginning, byName)))
        .contains(
            "SEARCH d USING INDEX sqlite_autoindex_device_2"
                + " (scope_id=? AND client_id>? AND client_id<?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void events_areReadFromAnIndex() {
    EventFilter births = new EventFilter(Optional.of("BIRTH"), Optional.empty(), Optional.empty());
    assertThat(plan(Events.list(SCOPE, EventFilter.ALL, PageRequest.FIRST)))
        .containsExactly("SEARCH device_event USING INDEX device_event_received (device_id=?)");
    assertThat(plan(Events.list(SCOPE, births, PageRequest.FIRST)))
        .containsExactly(
            "SEARCH device_event USING INDEX device_event_resource"
                + " (device_id=? AND resource=?)");
  }

  @Test
  void outbox_isReadFromIndexes() {
    assertThat(plan(RequestEvents.untold(10)))
        .containsExactly("SCAN audit_record USING INDEX audit_record_untold");
    assertThat(plan(RequestEvents.after(SCOPE, 5, 10)))
        .containsExactly(
            "SEARCH request_event USING INDEX request_event_scope (scope_id=? AND number>?)");
    assertThat(plan(Deliveries.due(SCOPE, Instant.EPOCH, 10)))
        .contains("SEARCH d USING INDEX webhook_delivery_due (webhook_id=? AND due_on<?)")
        .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"));
  }

  private List<String> plan(Statement statement) {
    Statement explain = new Statement("EXPLAIN QUERY PLAN " + statement.text(), statement.values());
    return store.read(sql -> sql.list(explain, row -> row.text("detail")));
  }

  private void assertWalked(RequestFilter filter, Optional<String> sortParam, String index) {
    PageRequest page = new PageRequest(50, 0, sortParam, false);
    assertThat(plan(Requests.list(Requests.narrowed(ALL, filter), page)))
        .contains(walk(index))
        .noneMatch(step -> step.startsWith("SCAN"));
  }

  private static String walk(String index) {
    return "SEARCH provision_request USING " + index;
  }
}
