// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.store.Inventory;
import java.util.Collection;

/** What operators write about devices, over JDBC. */
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
  public void delete(Device device, Collection<Id> requests) {
    announced(requests, sql -> Devices.delete(sql, device));
  }

  @Override
  public void delete(DeviceEvent event) {
    store.write(sql -> Events.delete(sql, event));
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
