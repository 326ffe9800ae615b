// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Account;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.User;
import java.time.Instant;

/**
 * Writes. Each call is one transaction, durable on return, and throws {@link
 * StoreUnavailableException} when nothing was written.
 */
public interface Store extends StoreReader, AutoCloseable {

  /** Throws {@link DuplicateException} where the account name is taken. */
  void create(Account account);

  /** Throws {@link DuplicateException} where the user name is taken. */
  void create(User user);

  /** Throws {@link DuplicateException} where the account has this very endpoint. */
  void create(EndpointInfo endpoint);

  /** Throws {@link StaleException} where {@code optlock} is not one below the given. */
  void update(EndpointInfo endpoint);

  /** Does nothing where it is gone already. */
  void delete(EndpointInfo endpoint);

  /**
   * Throws {@link DuplicateException} where the account has a request for this client id, or where
   * eight requests share client id and user name.
   */
  void create(ProvisionRequest request);

  /** Writes the options; throws {@link StaleException} where {@code optlock} is not one below. */
  void updateOptions(ProvisionRequest request);

  /**
   * Deletes a request with its attempts and credentials; throws {@link StaleException} where it has
   * changed since it was read.
   */
  void delete(ProvisionRequest request);

  /** Writes what a session decided; throws {@link StaleException} where another was faster. */
  void save(SessionChange change);

  /** Writes what was seen of a device; makes the device where there is none. */
  void record(DeviceChange change);

  /** Makes all connected devices disconnected ones. */
  void disconnectAll(Instant at);

  @Override
  void close();
}
