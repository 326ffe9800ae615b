// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.store.PackageContract;
import io.slipway.store.SharedPostgres;
import io.slipway.store.Store;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresPackageTest extends PackageContract {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  @Override
  protected Store openStore() throws Exception {
    return JdbcStore.open(POSTGRES.newDatabase(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }
}
