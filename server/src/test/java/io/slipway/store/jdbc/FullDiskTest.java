// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.RequestFilter;
import io.slipway.store.Samples;
import io.slipway.store.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database without room refuses writes, loses nothing, and goes on when there is room again. */
@Timeout(60)
class FullDiskTest {
  private static final int PLENTY = 1_000_000;

  private final Samples samples = new Samples();
  private final AtomicInteger pagesMax = new AtomicInteger(PLENTY);
  @TempDir private Path directory;
  private JdbcStore store;
  private Account acme;

  @BeforeEach
  void open() {
    SqliteDatabase database =
        new SqliteDatabase(directory.resolve("slipway.db"), StoreSettings.DEFAULT);
    database.prepare();
    store =
        JdbcStore.over(
            database,
            limited(database.writers()),
            StoreSettings.DEFAULT,
            new SimpleMeterRegistry());
    acme = samples.account("acme");
    store.create(acme);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void fullDisk_refusesWritesUntilThereIsRoomAgain() {
    room(1);
    ProvisionRequest last = fill();
    assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.create(last)).isInstanceOf(StoreUnavailableException.class);
    assertThat(store.request(last.id())).isEmpty();
    assertThat(store.account(acme.id())).contains(acme);
    room(PLENTY);
    store.check();
    store.create(last);
    assertThat(store.request(last.id())).contains(last);
  }

  @Test
  void fullDisk_letsNobodyInUntilThereIsRoomAgain() {
    room(1);
    fill();
    assertThatThrownBy(() -> store.loginCandidates("dev-1", "dev-1"))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.credentials("dev-1-1"))
        .isInstanceOf(StoreUnavailableException.class);
    room(PLENTY);
    assertThat(store.loginCandidates("nobody", "nobody")).isEmpty();
    assertThat(store.credentials("nobody")).isEmpty();
  }

  @Test
  void fullDisk_tellsEachOfManyCallersTheTruth() throws Exception {
    room(1);
    List<ProvisionRequest> requests = new ArrayList<>();
    List<Future<?>> told = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        ProvisionRequest request = samples.request(acme.id(), "dev-" + i);
        requests.add(request);
        told.add(callers.submit(() -> store.create(request)));
      }
    }
    for (int i = 0; i < requests.size(); i++) {
      assertThat(store.request(requests.get(i).id()).isPresent()).isEqualTo(isStored(told.get(i)));
    }
    assertThat(store.countRequests(acme.id(), RequestFilter.ALL)).isLessThan(500);
  }

  private static boolean isStored(Future<?> told) throws InterruptedException {
    try {
      told.get();
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
      return false;
    }
  }

  /** The request that did not fit any more; all before it are stored. */
  private ProvisionRequest fill() {
    long stored = 0;
    while (true) {
      ProvisionRequest request = samples.request(acme.id(), "dev-" + samples.id());
      try {
        store.create(request);
        stored++;
      } catch (StoreUnavailableException full) {
        assertThat(full).hasMessageContaining("full");
        assertThat(store.countRequests(acme.id(), RequestFilter.ALL)).isEqualTo(stored);
        return request;
      }
    }
  }

  /** SQLite never sets it below what the file has. */
  private void room(int pages) {
    pagesMax.set(pages);
    store.write(FullDiskTest.this::limit);
  }

  private void limit(Sql sql) throws java.sql.SQLException {
    sql.count(Statement.of("PRAGMA max_page_count = " + pagesMax.get()));
  }

  /** Sets the limit on each new connection, which does not remember it. */
  private DataSource limited(DataSource database) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> limited(invoke(method, database, arguments)));
  }

  private Object limited(Object result) throws java.sql.SQLException {
    if (result instanceof Connection connection) {
      limit(new Sql(connection));
    }
    return result;
  }

  private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
