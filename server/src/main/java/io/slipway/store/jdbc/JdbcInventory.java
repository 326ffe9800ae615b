// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.store.DeviceChange;
import io.slipway.store.Inventory;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is written about devices and concerns every node, over JDBC. */
record JdbcInventory(JdbcStore store, JdbcNodes nodes) implements Inventory {

  @Override
  public void create(Device device) {
    store.write(sql -> Devices.create(sql, device));
  }

  @Override
  public void update(Device device, Collection<Id> requests) {
    announced(requests, sql -> Devices.update(sql, device));
  }

  @Override
  public void moved(DeviceChange change, Id request) {
    announced(List.of(request), sql -> Devices.record(sql, change, Optional.empty()));
  }

  @Override
  public void delete(Device device, Collection<Id> requests) {
    announced(requests, sql -> Devices.delete(sql, device));
  }

  @Override
  public void delete(DeviceEvent event) {
    store.write(sql -> Events.delete(sql, event));
  }

  @Override
  public void revoke(DeviceCertificate certificate, DeviceCertificate.Revocation revocation) {
    announced(
        List.of(certificate.requestId()),
        sql -> Certificates.revoke(sql, certificate.id(), revocation));
  }

  private void announced(Collection<Id> requests, Change change) {
    Change told = change;
    for (Id request : requests) {
      told = nodes.announcing(request, told);
    }
    store.write(told);
    requests.forEach(nodes::tell);
  }
}
