// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.SharedPostgres;
import io.slipway.store.Store;
import io.slipway.store.StoreContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresStoreTest extends StoreContract {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  @Test
  void change_thatConcernsOthers_isHeardByAllWhoShareTheDatabase() throws Exception {
    String database = POSTGRES.newDatabase();
    BlockingQueue<Id> heard = new LinkedBlockingQueue<>();
    try (Store one = JdbcStore.open(database, StoreSettings.DEFAULT, new SimpleMeterRegistry());
        Store two = JdbcStore.open(database, StoreSettings.DEFAULT, new SimpleMeterRegistry())) {
      two.nodes().listen(heard::add);
      Account acme = samples.account("acme");
      one.create(acme);
      List<Id> told = new ArrayList<>();
      Id got = null;
      // It begins to listen at some time.
      for (int i = 0; i < 60 && got == null; i++) {
        told.add(deleted(one, acme.id(), "dev-" + i));
        got = heard.poll(1, TimeUnit.SECONDS);
      }
      assertThat(told).contains(got);
    }
  }

  private Id deleted(Store in, Id scopeId, String clientId) {
    ProvisionRequest request = samples.request(scopeId, clientId);
    in.create(request);
    in.delete(request, Instant.EPOCH);
    return request.id();
  }

  @Override
  protected Store openStore() throws Exception {
    return JdbcStore.open(POSTGRES.newDatabase(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }
}
