// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.store.StaleException;
import io.slipway.store.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommitterTest {
  private static final int QUEUE = 100;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch gate = new CountDownLatch(1);
  @TempDir private Path directory;
  private JdbcStore store;

  @BeforeEach
  void open() {
    StoreSettings settings = new StoreSettings(QUEUE, 64, 2, Duration.ofSeconds(5));
    store =
        JdbcStore.open(
            new SqliteDatabase(directory.resolve("slipway.db"), settings), settings, meters);
    store.write(CommitterTest::createTable);
  }

  @AfterEach
  void close() {
    gate.countDown();
    store.close();
    callers.close();
  }

  @Test
  void changes_thatGatherMeanwhile_areCommittedTogether() throws Exception {
    double before = commits();
    Future<?> first = hold();
    List<Future<?>> others = submit(64, i -> insert(i));
    awaitQueue(64);
    gate.countDown();
    first.get();
    for (Future<?> other : others) {
      other.get();
    }
    assertThat(rows()).isEqualTo(64);
    assertThat(commits() - before).isEqualTo(2);
    assertThat(meters.get("slipway.store.batch").summary().max()).isEqualTo(64);
  }

  @Test
  void refusedChange_disturbsNoOther() throws Exception {
    Future<?> first = hold();
    List<Future<?>> others = submit(20, i -> i % 2 == 0 ? insert(i) : insertAndRefuse(i));
    awaitQueue(20);
    gate.countDown();
    first.get();
    for (int i = 0; i < 20; i++) {
      Future<?> other = others.get(i);
      if (i % 2 == 0) {
        other.get();
      } else {
        assertThatThrownBy(other::get).hasCauseInstanceOf(StaleException.class);
      }
    }
    assertThat(rows()).isEqualTo(10);
  }

  @Test
  void changeThatTheDatabaseCannotDo_disturbsNoOther() throws Exception {
    Future<?> first = hold();
    List<Future<?>> others = submit(20, i -> i == 7 ? wrongSql() : insert(i));
    awaitQueue(20);
    gate.countDown();
    first.get();
    for (int i = 0; i < 20; i++) {
      Future<?> other = others.get(i);
      if (i == 7) {
        assertThatThrownBy(other::get).hasCauseInstanceOf(StoreUnavailableException.class);
      } else {
        other.get();
      }
    }
    assertThat(rows()).isEqualTo(19);
  }

  @Test
  void changeThatThrowsAnError_isToldSo() {
    Change broken =
        sql -> {
          throw new StackOverflowError("deep");
        };
    assertThatThrownBy(() -> store.write(broken)).isInstanceOf(StoreUnavailableException.class);
    store.write(insert(1));
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void change_overTheQueuesCapacity_isRefusedAtOnce() throws Exception {
    Future<?> first = hold();
    List<Future<?>> others = submit(QUEUE, CommitterTest::insert);
    awaitQueue(QUEUE);
    assertThatThrownBy(() -> store.write(insert(-1)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("overloaded");
    assertThat(meters.get("slipway.store.overloaded").counter().count()).isEqualTo(1);
    gate.countDown();
    first.get();
    for (Future<?> other : others) {
      other.get();
    }
    assertThat(rows()).isEqualTo(QUEUE);
  }

  @Test
  void close_writesWhatWaits() throws Exception {
    Future<?> first = hold();
    List<Future<?>> others = submit(30, CommitterTest::insert);
    awaitQueue(30);
    Future<?> closing = callers.submit(store::close);
    gate.countDown();
    closing.get();
    first.get();
    for (Future<?> other : others) {
      other.get();
    }
    assertThatThrownBy(() -> store.write(insert(-1)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(store::check).isInstanceOf(StoreUnavailableException.class);
    store =
        JdbcStore.open(
            new SqliteDatabase(directory.resolve("slipway.db"), StoreSettings.DEFAULT),
            StoreSettings.DEFAULT,
            meters);
    assertThat(rows()).isEqualTo(30);
  }

  @Test
  void manyCallersAtOnce_areAllServed() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int caller = 0; caller < 64; caller++) {
      int base = caller * 100;
      all.add(callers.submit(() -> IntStream.range(0, 100).forEach(i -> write(base + i))));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(rows()).isEqualTo(6_400);
    assertThat(meters.get("slipway.store.queue").gauge().value()).isZero();
  }

  @Test
  void interruptedCaller_stillLearnsWhatBecameOfItsChange() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              Thread.currentThread().interrupt();
              write(1);
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    assertThat(interrupted.get(30, SECONDS)).isTrue();
    caller.join();
    assertThat(rows()).isEqualTo(1);
  }

  private void write(int number) {
    store.write(insert(number));
  }

  /** Keeps the committer busy until the gate opens. */
  private Future<?> hold() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    Change waits =
        sql -> {
          busy.countDown();
          awaitGate();
        };
    Future<?> held = callers.submit(() -> store.write(waits));
    busy.await();
    return held;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the change with a number. */
  private interface Numbered {
    Change change(int number);
  }

  private List<Future<?>> submit(int count, Numbered numbered) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Change change = numbered.change(i);
      all.add(callers.submit(() -> store.write(change)));
    }
    return all;
  }

  private void awaitQueue(int length) {
    while (meters.get("slipway.store.queue").gauge().value() < length) {
      Thread.onSpinWait();
    }
  }

  private double commits() {
    return meters.get("slipway.store.commit").timer().count();
  }

  private long rows() {
    return store.read(sql -> sql.count(Statement.of("SELECT COUNT(*) FROM numbers")));
  }

  private static void createTable(Sql sql) throws java.sql.SQLException {
    sql.run("CREATE TABLE numbers (number INTEGER NOT NULL)");
  }

  private static Change insert(int number) {
    return sql -> sql.update(Statement.of("INSERT INTO numbers (number) VALUES (?)", number));
  }

  private static Change insertAndRefuse(int number) {
    return sql -> {
      insert(number).apply(sql);
      throw new StaleException("another was faster");
    };
  }

  private static Change wrongSql() {
    return sql -> sql.run("INSERT INTO no_such_table (number) VALUES (1)");
  }
}
