// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.Device;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.Samples;
import io.slipway.store.SharedPostgres;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of two versions on one database, while nodes are replaced one after the other. */
class NeighbouringVersionsTest {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  private final Samples samples = new Samples();
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = "postgresql")
  void programOfTheVersionBefore_worksOnWhileTheNextMigrates(String kind) throws Exception {
    String address = address(kind);
    Filled.fill(address, 50);
    try (Store store = Filled.open(address)) {
      apart();
      Account account = samples.account("before");
      store.create(account);
      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger flows = new AtomicInteger();
      CompletableFuture<Void> work =
          CompletableFuture.runAsync(
              () -> {
                int more = 10;
                while (!ended.get() || more-- > 0) {
                  flow(store, account, flows.incrementAndGet());
                }
              });
      awaitFlows(flows, work, 10);
      later(address, 1).run();
      int atOnce = flows.get();
      awaitFlows(flows, work, atOnce + 10);
      ended.set(true);
      work.join();
      assertThat(flows.get()).isGreaterThanOrEqualTo(atOnce + 10);
      for (int i = 1; i <= flows.get(); i++) {
        assertThat(store.device(account.id(), "device-" + i)).isPresent();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void database_oneVersionAhead_isWorkedWith(String kind) throws Exception {
    String address = address(kind);
    Filled.fill(address, 10);
    later(address, 1).run();
    try (Store store = Filled.open(address)) {
      apart();
      Account account = samples.account("after");
      store.create(account);
      flow(store, account, 1);
    }
    DatabaseState state = DatabaseState.of(address);
    assertThat(state.fit()).isEqualTo(DatabaseState.Fit.NEWER);
    assertThat(state.schema()).hasValue(Migrations.newest() + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void database_twoVersionsAhead_isRefused(String kind) throws Exception {
    String address = address(kind);
    Filled.fill(address, 1);
    later(address, 2).run();
    assertThatThrownBy(() -> Filled.open(address))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(
            "has version %d, this program works with version %d"
                .formatted(Migrations.newest() + 2, Migrations.newest()))
        .hasMessageContaining("start the newer Slipway");
    assertThat(DatabaseState.of(address).fit()).isEqualTo(DatabaseState.Fit.TOO_NEW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void export_ofANewerDatabase_isLeftToTheNewerProgram(String kind) throws Exception {
    String address = address(kind);
    Filled.fill(address, 1);
    later(address, 1).run();
    assertThatThrownBy(
            () ->
                Export.write(
                    address,
                    java.io.OutputStream.nullOutputStream(),
                    "test",
                    Samples.NOW,
                    (doing, rows, of) -> {}))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("use the Slipway of that version");
  }

  /** Ids that the rows which are there do not have. */
  private void apart() {
    for (int i = 0; i < 10_000; i++) {
      samples.id();
    }
  }

  /** What a node does with one device. */
  private void flow(Store store, Account account, int number) {
    String clientId = "device-" + number;
    ProvisionRequest request = samples.request(account.id(), clientId);
    store.create(request);
    ProvisionRequest found =
        store.loginCandidates(clientId, "user-" + clientId).stream().findFirst().orElseThrow();
    assertThat(found).isEqualTo(request);
    store.save(samples.change(samples.with(request, ExecutionStatus.RUNNING)));
    for (int i = 0; i < 3; i++) {
      store.record(
          samples.connection(
              account.id(), clientId, Device.ConnectionStatus.CONNECTED, "session" + i));
    }
    store.check();
    assertThat(store.request(request.id()).map(r -> r.progress().status()))
        .isEqualTo(Optional.of(ExecutionStatus.RUNNING));
  }

  private static void awaitFlows(AtomicInteger flows, CompletableFuture<Void> work, int many) {
    while (flows.get() < many && !work.isDone()) {
      Thread.onSpinWait();
    }
    if (work.isCompletedExceptionally()) {
      work.join();
    }
  }

  /** The migrations of a program that is some versions ahead. */
  private Migrations later(String address, int versions) throws IOException {
    Path more = Files.createDirectories(folder.resolve("later"));
    int known = Migrations.newest();
    for (int i = 1; i <= versions; i++) {
      Files.writeString(
          more.resolve("V" + (known + i) + "__later.sql"),
          """
          ALTER TABLE provision_request ADD COLUMN later%1$d TEXT;
          ALTER TABLE provision_execution ADD COLUMN later%1$d TEXT;
          ALTER TABLE device ADD COLUMN later%1$d BIGINT;
          ALTER TABLE device_credential ADD COLUMN later%1$d BIGINT;
          CREATE TABLE later%1$d (id BIGINT NOT NULL PRIMARY KEY);
          CREATE INDEX later_index%1$d ON provision_request (scope_id, later%1$d);
          """
              .formatted(i));
    }
    return Database.at(address, StoreSettings.DEFAULT).migrations().with("filesystem:" + more);
  }

  private String address(String kind) throws Exception {
    return kind.equals("sqlite") ? folder.resolve("slipway.db").toString() : POSTGRES.newDatabase();
  }
}
