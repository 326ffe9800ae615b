// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.PostgresServer;
import io.slipway.store.Samples;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While the server is away nothing is promised; when it is back, all goes on by itself. */
@Timeout(120)
class PostgresAwayTest {
  private final Samples samples = new Samples();
  private PostgresServer server;
  private Store store;
  private Account acme;

  @BeforeEach
  void open() throws Exception {
    server = PostgresServer.start();
    store = JdbcStore.open(server.newDatabase(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    acme = samples.account("acme");
    store.create(acme);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    server.close();
  }

  @Test
  void databaseThatIsAway_isSaidSoAtOnce() throws Exception {
    server.kill();
    assertThatThrownBy(() -> store.create(samples.account("other")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.loginCandidates("dev-1", "dev-1"))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void databaseThatIsBack_isUsedAgain() throws Exception {
    server.kill();
    assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
    server.resume();
    store.check();
    assertThat(store.account(acme.id())).contains(acme);
    assertThat(store.loginCandidates("nobody", "nobody")).isEmpty();
  }

  @Test
  void decisionOfASession_waitsForTheDatabase() throws Exception {
    ProvisionRequest request = samples.request(acme.id(), "dev-1");
    store.create(request);
    server.kill();
    ProvisionRequest next = samples.with(request, ExecutionStatus.RUNNING);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> saving = callers.submit(() -> store.save(change(next)));
      assertThatThrownBy(() -> store.create(samples.account("other")))
          .isInstanceOf(StoreUnavailableException.class);
      server.resume();
      saving.get();
    }
    assertThat(store.request(request.id())).contains(next);
  }

  private static SessionChange change(ProvisionRequest request) {
    return new SessionChange(
        request, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
