// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Account;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.ProvisionRequest;
import java.util.List;
import java.util.Optional;

/** Reads what is committed. Every call throws {@link StoreUnavailableException} when it cannot. */
public interface StoreReader {

  /** The request that holds this id, in whatever account. */
  Optional<ProvisionRequest> request(Id requestId);

  /**
   * The requests of all accounts with this client id and user name, at most nine. Throws {@link
   * StoreUnavailableException} also where it can read but not write, as writes follow a login.
   */
  List<ProvisionRequest> loginCandidates(String clientId, String username);

  Page<ProvisionRequest> requests(Id scopeId, RequestFilter filter, PageRequest page);

  long countRequests(Id scopeId, RequestFilter filter);

  /** The newest attempt of a request. */
  Optional<Execution> latestExecution(Id requestId);

  Optional<Execution> execution(Id requestId, Id executionId);

  Page<Execution> executions(Id requestId, PageRequest page);

  long countExecutions(Id requestId);

  Optional<Account> account(Id accountId);

  Optional<Account> accountNamed(String name);

  /** A key of the platform itself. */
  Optional<PlatformKey> platformKey(String name);

  Optional<EndpointInfo> endpoint(Id endpointId);

  Page<EndpointInfo> endpoints(Id scopeId, EndpointFilter filter, PageRequest page);

  long countEndpoints(Id scopeId, EndpointFilter filter);

  /**
   * The logins with this user name, of all accounts, revoked ones too; at most nine. Throws as
   * {@link #loginCandidates} does.
   */
  List<DeviceCredential> credentials(String username);

  Optional<Device> device(Id deviceId);

  Optional<Device> device(Id scopeId, String clientId);

  Page<Device> devices(Id scopeId, DeviceFilter filter, PageRequest page);

  long countDevices(Id scopeId, DeviceFilter filter);

  Page<DeviceEvent> events(Id deviceId, EventFilter filter, PageRequest page);

  Optional<DeviceEvent> event(Id deviceId, Id eventId);

  long countEvents(Id deviceId, EventFilter filter);

  Page<AuditRecord> auditRecords(Id scopeId, AuditFilter filter, PageRequest page);

  /** Those that come after one, or all; the oldest first. */
  List<AuditRecord> auditRecordsAfter(
      Id scopeId, AuditFilter filter, Optional<AuditRecord> last, int most);

  long countAuditRecords(Id scopeId, AuditFilter filter);

  CertificateReader certificates();

  ManufacturerReader manufacturers();

  RejectionReader rejections();

  /** Accounts and their users. */
  Tenancy tenancy();

  TemplateReader templates();

  ImportReader imports();

  OutboxReader outbox();

  /** Applications that devices can be given. */
  PackageReader packages();

  /** Returns when the database answers a read and can take writes. */
  void check();
}
