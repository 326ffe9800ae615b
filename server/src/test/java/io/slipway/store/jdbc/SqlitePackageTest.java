// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.store.PackageContract;
import io.slipway.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqlitePackageTest extends PackageContract {
  @TempDir private Path directory;

  @Override
  protected Store openStore() {
    return JdbcStore.open(
        directory.resolve("slipway.db").toString(),
        StoreSettings.DEFAULT,
        new SimpleMeterRegistry());
  }
}
