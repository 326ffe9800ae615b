// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.Samples;
import io.slipway.store.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of those that wait for a database that is away, each keeps its patience. */
@Timeout(120)
class PatienceTest {
  /** Far less than the patience, and many times as long as it takes to be refused. */
  private static final int SECONDS_AWAY = 4;

  private final Samples samples = new Samples();
  private final AtomicBoolean away = new AtomicBoolean();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  @TempDir private Path directory;
  private JdbcStore store;

  @BeforeEach
  void open() {
    StoreSettings settings = StoreSettings.DEFAULT;
    Database database = new SqliteDatabase(directory.resolve("slipway.db"), settings);
    database.prepare();
    store =
        JdbcStore.over(database, refusing(database.writers()), settings, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    away.set(false);
    store.close();
    callers.close();
  }

  @Test
  void whatWaits_isNotTriedMoreOftenSinceOthersComeOneAfterTheOther() throws Exception {
    Account acme = samples.account("acme");
    store.create(acme);
    ProvisionRequest order = samples.request(acme.id(), "dev");
    store.create(order);
    ProvisionRequest next = samples.with(order, ExecutionStatus.RUNNING);
    loseConnection();
    Future<?> waiting = callers.submit(() -> store.save(samples.change(next)));
    AtomicInteger refused = new AtomicInteger();
    Future<?> others = callers.submit(() -> askUntilItIsBack(refused));
    assertThatThrownBy(() -> waiting.get(SECONDS_AWAY, SECONDS))
        .isInstanceOf(TimeoutException.class);
    away.set(false);
    waiting.get();
    others.get();
    assertThat(refused).hasPositiveValue();
    assertThat(store.request(order.id())).contains(next);
  }

  private void askUntilItIsBack(AtomicInteger refused) {
    while (away.get()) {
      try {
        store.disconnectLost(Samples.NOW);
      } catch (StoreUnavailableException e) {
        refused.incrementAndGet();
      }
    }
  }

  /** The one that the committer has, and all that it asks for. */
  private void loseConnection() {
    away.set(true);
    assertThatThrownBy(
            () ->
                store.write(
                    sql -> {
                      throw new SQLException("the connection is lost", "08006");
                    }))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private DataSource refusing(DataSource real) {
    Object refusing =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> {
              if (away.get()) {
                throw new SQLException("nobody is there", "08001");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return DataSource.class.cast(refusing);
  }
}
