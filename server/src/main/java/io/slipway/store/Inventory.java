// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import java.util.Collection;

/**
 * What is written about devices and concerns every node; throws as {@link Store} does. Who serves a
 * device that came with the login of one of the requests named hears of it at once, on whatever
 * node.
 */
public interface Inventory {

  /** Throws {@link DuplicateException} where the account has a device of this client id. */
  void create(Device device);

  /** Throws {@link StaleException} where {@code optlock} is not one below the given. */
  void update(Device device, Collection<Id> requests);

  /** A device is connected here that was connected to another node. */
  void moved(DeviceChange change, Id request);

  /** Deletes a device with its events. */
  void delete(Device device, Collection<Id> requests);

  void delete(DeviceEvent event);

  /** Revokes a certificate, unless it is already. */
  void revoke(DeviceCertificate certificate, DeviceCertificate.Revocation revocation);
}
