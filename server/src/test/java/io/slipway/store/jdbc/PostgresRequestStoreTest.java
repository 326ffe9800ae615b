// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.store.PostgresServer;
import io.slipway.store.RequestStoreContract;
import io.slipway.store.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresRequestStoreTest extends RequestStoreContract {
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Store openStore() throws Exception {
    return JdbcStore.open(server.newDatabase(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }
}
