// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Account;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.ProvisionRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes. Each call is one transaction, durable on return, and throws {@link
 * StoreUnavailableException} when nothing was written.
 */
public interface Store extends StoreReader, AutoCloseable {

  /** Throws {@link DuplicateException} where the account name is taken. */
  void create(Account account);

  /**
   * Keeps a key of the platform in place of one that was read before, or of none. Where another was
   * faster nothing changes.
   */
  void keep(PlatformKey fresh, Optional<PlatformKey> instead);

  /** Forgets a key of the platform, unless it was replaced meanwhile. */
  void remove(PlatformKey kept);

  /** Throws {@link DuplicateException} where the account has this very endpoint. */
  void create(EndpointInfo endpoint);

  /** Throws {@link StaleException} where {@code optlock} is not one below the given. */
  void update(EndpointInfo endpoint);

  /** Throws {@link StaleException} where it is gone already, as whatever deletes does. */
  void delete(EndpointInfo endpoint);

  /**
   * Throws {@link DuplicateException} where the account has a request for this client id, or where
   * eight requests share client id and user name.
   */
  void create(ProvisionRequest request);

  /**
   * Writes options and activation key; throws {@link StaleException} where {@code optlock} is not
   * one below.
   */
  void update(ProvisionRequest request);

  /**
   * Deletes a request with its attempts and credentials, and revokes its certificates; throws
   * {@link StaleException} where it has changed since it was read.
   */
  void delete(ProvisionRequest request, Instant at);

  /** Writes what a session decided; throws {@link StaleException} where another was faster. */
  void save(SessionChange change);

  /** Writes what was seen of a device; makes the device where there is none. */
  void record(DeviceChange change);

  /** Makes those devices disconnected ones that are connected to nodes which are no more. */
  void disconnectLost(Instant at);

  @Override
  Templates templates();

  @Override
  Imports imports();

  @Override
  Outbox outbox();

  @Override
  Packages packages();

  /** Requests that are made many at a time. */
  Orders orders();

  @Override
  Manufacturers manufacturers();

  /** What operators write about devices. */
  Inventory inventory();

  @Override
  CertificateLedger certificates();

  @Override
  Rejections rejections();

  /** The nodes that share this store. */
  Nodes nodes();

  /**
   * This store, each of whose writes leaves this record behind in the same transaction, where it
   * changes anything.
   */
  Store audited(AuditRecord record);

  /** Keeps a record of what is no write of its own. */
  void keep(AuditRecord record);

  @Override
  void close();
}
