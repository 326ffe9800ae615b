// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.MeterRegistry;
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
import io.slipway.store.AuditFilter;
import io.slipway.store.CertificateLedger;
import io.slipway.store.DeviceChange;
import io.slipway.store.DeviceFilter;
import io.slipway.store.EndpointFilter;
import io.slipway.store.EventFilter;
import io.slipway.store.Imports;
import io.slipway.store.Inventory;
import io.slipway.store.Manufacturers;
import io.slipway.store.Nodes;
import io.slipway.store.Orders;
import io.slipway.store.Outbox;
import io.slipway.store.Packages;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.Rejections;
import io.slipway.store.RequestFilter;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.Templates;
import io.slipway.store.Tenancy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The store over JDBC: reads from a pool, writes through the {@link Committer}. */
public final class JdbcStore implements Store {
  private final Readers readers;
  private final Committer committer;
  private final JdbcNodes nodes;
  private final Optional<Announcements> announcements;
  private final Optional<AuditRecord> record;

  private JdbcStore(Readers readers, Committer committer, Optional<Announcements> announcements) {
    this.readers = readers;
    this.committer = committer;
    this.announcements = announcements;
    this.nodes = new JdbcNodes(readers, committer, announcements);
    this.record = Optional.empty();
  }

  private JdbcStore(JdbcStore store, AuditRecord record) {
    this.readers = store.readers;
    this.committer = store.committer;
    this.announcements = store.announcements;
    this.nodes = store.nodes;
    this.record = Optional.of(record);
  }

  /**
   * Opens a database, makes it where that is possible, and brings it to this program's version.
   * Throws {@link StoreUnavailableException}, which says what to do, where it is away, damaged,
   * newer or not writable.
   *
   * @param address {@code jdbc:postgresql://…}, or the path of a SQLite file
   */
  public static Store open(String address, StoreSettings settings, MeterRegistry meters) {
    return open(Database.at(address, settings), settings, meters);
  }

  static JdbcStore open(Database database, StoreSettings settings, MeterRegistry meters) {
    database.prepare();
    return over(database, database.writers(), settings, meters);
  }

  /** Over a database that is at this program's version. */
  static JdbcStore over(
      Database database, DataSource writers, StoreSettings settings, MeterRegistry meters) {
    Committer committer = new Committer(writers, settings, new StoreMeters(meters));
    Optional<Announcements> announcements =
        database.shared() ? Optional.of(new Announcements(writers)) : Optional.empty();
    JdbcStore store = new JdbcStore(Readers.of(database), committer, announcements);
    committer.start();
    announcements.ifPresent(Announcements::start);
    return store;
  }

  <T> T read(Readers.Query<T> query) {
    return readers.read(query);
  }

  /** Writes follow a login. While they fail nobody is let in, only to be let down. */
  private void requireWrites() {
    if (committer.failing()) {
      write(HealthProbe::write);
    }
  }

  void write(Change change) {
    committer.commit(recorded(change));
  }

  private Change recorded(Change change) {
    return record.isEmpty()
        ? change
        : sql -> {
          change.apply(sql);
          AuditRecords.append(sql, record.get());
        };
  }

  @Override
  public Store audited(AuditRecord kept) {
    return new JdbcStore(this, kept);
  }

  @Override
  public void keep(AuditRecord kept) {
    write(sql -> AuditRecords.append(sql, kept));
  }

  @Override
  public Inventory inventory() {
    return new JdbcInventory(this, nodes);
  }

  @Override
  public Tenancy tenancy() {
    return new JdbcTenancy(this);
  }

  @Override
  public Page<AuditRecord> auditRecords(Id scopeId, AuditFilter filter, PageRequest page) {
    return read(sql -> AuditRecords.page(sql, scopeId, filter, page));
  }

  @Override
  public List<AuditRecord> auditRecordsAfter(
      Id scopeId, AuditFilter filter, Optional<AuditRecord> last, int most) {
    return read(sql -> AuditRecords.after(sql, scopeId, filter, last, most));
  }

  @Override
  public long countAuditRecords(Id scopeId, AuditFilter filter) {
    return read(sql -> AuditRecords.count(sql, scopeId, filter));
  }

  @Override
  public void create(Account account) {
    write(sql -> Accounts.create(sql, account));
  }

  @Override
  public void keep(PlatformKey fresh, Optional<PlatformKey> instead) {
    write(sql -> Keys.keep(sql, fresh, instead));
  }

  @Override
  public void remove(PlatformKey kept) {
    write(sql -> Keys.remove(sql, kept));
  }

  @Override
  public void create(EndpointInfo endpoint) {
    write(sql -> Endpoints.create(sql, endpoint));
  }

  @Override
  public void update(EndpointInfo endpoint) {
    write(sql -> Endpoints.update(sql, endpoint));
  }

  @Override
  public void delete(EndpointInfo endpoint) {
    write(sql -> Endpoints.delete(sql, endpoint));
  }

  @Override
  public void create(ProvisionRequest request) {
    write(sql -> Requests.create(sql, request));
  }

  @Override
  public void update(ProvisionRequest request) {
    write(sql -> Requests.update(sql, request));
  }

  @Override
  public void delete(ProvisionRequest request, Instant at) {
    write(nodes.announcing(request.id(), sql -> Requests.delete(sql, request, at)));
    nodes.tell(request.id());
  }

  @Override
  public void save(SessionChange change) {
    Optional<Devices.Seen> seen = change.device().flatMap(this::lookFor);
    Change save = recorded(sql -> SessionSaves.save(sql, change, seen));
    if (!change.announced()) {
      committer.commitPatiently(save);
      return;
    }
    Id request = change.request().id();
    committer.commitPatiently(nodes.announcing(request, save));
    nodes.tell(request);
  }

  @Override
  public void record(DeviceChange change) {
    Optional<Devices.Seen> seen = lookFor(change);
    write(sql -> Devices.record(sql, change, seen));
  }

  private Optional<Devices.Seen> lookFor(DeviceChange change) {
    return committer.failing() ? Optional.empty() : Devices.Seen.ahead(this, change);
  }

  @Override
  public void disconnectLost(Instant at) {
    write(sql -> Devices.disconnectLost(sql, at));
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public Templates templates() {
    return new JdbcTemplates(this);
  }

  @Override
  public Imports imports() {
    return new JdbcImports(this, nodes);
  }

  @Override
  public Outbox outbox() {
    return new JdbcOutbox(this);
  }

  @Override
  public Orders orders() {
    return new JdbcOrders(this);
  }

  @Override
  public CertificateLedger certificates() {
    return new JdbcCertificates(this, nodes);
  }

  @Override
  public Manufacturers manufacturers() {
    return new JdbcManufacturers(this);
  }

  @Override
  public Packages packages() {
    return new JdbcPackages(this);
  }

  @Override
  public Rejections rejections() {
    return new JdbcRejections(this);
  }

  @Override
  public Optional<ProvisionRequest> request(Id requestId) {
    return read(sql -> Requests.byId(sql, requestId));
  }

  @Override
  public List<ProvisionRequest> loginCandidates(String clientId, String username) {
    requireWrites();
    return read(sql -> Requests.loginCandidates(sql, clientId, username));
  }

  @Override
  public Page<ProvisionRequest> requests(Id scopeId, RequestFilter filter, PageRequest page) {
    return read(sql -> Requests.page(sql, scopeId, filter, page));
  }

  @Override
  public long countRequests(Id scopeId, RequestFilter filter) {
    return read(sql -> Requests.count(sql, scopeId, filter));
  }

  @Override
  public Optional<Execution> latestExecution(Id requestId) {
    return read(sql -> Executions.latest(sql, requestId));
  }

  @Override
  public Optional<Execution> execution(Id requestId, Id executionId) {
    return read(sql -> Executions.byId(sql, requestId, executionId));
  }

  @Override
  public Page<Execution> executions(Id requestId, PageRequest page) {
    return read(sql -> Executions.page(sql, requestId, page));
  }

  @Override
  public long countExecutions(Id requestId) {
    return read(sql -> Executions.count(sql, requestId));
  }

  @Override
  public Optional<Account> account(Id accountId) {
    return read(sql -> Accounts.account(sql, Accounts.byId(accountId)));
  }

  @Override
  public Optional<Account> accountNamed(String name) {
    return read(sql -> Accounts.account(sql, Accounts.byName(name)));
  }

  @Override
  public Optional<PlatformKey> platformKey(String name) {
    return read(sql -> Keys.named(sql, name));
  }

  @Override
  public Optional<EndpointInfo> endpoint(Id endpointId) {
    return read(sql -> Endpoints.byId(sql, endpointId));
  }

  @Override
  public Page<EndpointInfo> endpoints(Id scopeId, EndpointFilter filter, PageRequest page) {
    return read(sql -> Endpoints.page(sql, scopeId, filter, page));
  }

  @Override
  public long countEndpoints(Id scopeId, EndpointFilter filter) {
    return read(sql -> Endpoints.count(sql, scopeId, filter));
  }

  @Override
  public List<DeviceCredential> credentials(String username) {
    requireWrites();
    return read(sql -> Credentials.byUsername(sql, username));
  }

  @Override
  public Optional<Device> device(Id deviceId) {
    return read(sql -> Devices.byId(sql, deviceId));
  }

  @Override
  public Optional<Device> device(Id scopeId, String clientId) {
    return read(sql -> Devices.named(sql, scopeId, clientId));
  }

  @Override
  public Page<Device> devices(Id scopeId, DeviceFilter filter, PageRequest page) {
    return read(sql -> Devices.page(sql, scopeId, filter, page));
  }

  @Override
  public long countDevices(Id scopeId, DeviceFilter filter) {
    return read(sql -> Devices.count(sql, scopeId, filter));
  }

  @Override
  public Page<DeviceEvent> events(Id deviceId, EventFilter filter, PageRequest page) {
    return read(sql -> Events.page(sql, deviceId, filter, page));
  }

  @Override
  public Optional<DeviceEvent> event(Id deviceId, Id eventId) {
    return read(sql -> Events.byId(sql, deviceId, eventId));
  }

  @Override
  public long countEvents(Id deviceId, EventFilter filter) {
    return read(sql -> Events.count(sql, deviceId, filter));
  }

  @Override
  public void check() {
    read(HealthProbe::count);
    write(HealthProbe::write);
  }

  @Override
  public void close() {
    announcements.ifPresent(Announcements::close);
    committer.close();
    readers.close();
  }
}
