// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.stream.Collectors.toSet;

import io.slipway.store.StaleException;
import io.slipway.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes on one thread and commits together what has gathered meanwhile, so that many callers share
 * one flush to disk and a lone caller waits for nobody. What they put goes to the database in a few
 * batches. A change that is refused leaves no trace and does not disturb the others: the group is
 * undone then and done again with a savepoint for what was refused, which only that rare case has
 * to pay for. While the database is away, changes that can wait are tried again until it is back.
 */
final class Committer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  /** Then the database is at fault, and trying all the others would only take time. */
  private static final int FAILURES_IN_A_ROW_MAX = 3;

  private static final int ONCE = 1;
  private static final int PATIENTLY = 30;
  private static final long PAUSE_MILLIS = 500;

  private final DataSource database;
  private final int batchMax;
  private final int queueCapacity;
  private final StoreMeters meters;
  private final BlockingDeque<Pending> queue;
  private final Pending stop = new Pending(sql -> {}, ONCE);
  private final Thread thread;
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile boolean closed;
  // Written by the thread only.
  private volatile boolean failing;
  // Confined to the thread.
  private Connection connection;
  private Sql sql;
  private boolean committing;

  Committer(DataSource database, StoreSettings settings, StoreMeters meters) {
    this.database = database;
    this.batchMax = settings.batchMax();
    this.queueCapacity = settings.queueCapacity();
    this.meters = meters;
    this.queue = new LinkedBlockingDeque<>(settings.queueCapacity());
    meters.watch(queue);
    thread = Thread.ofPlatform().name("store-committer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Returns when the change is durable, else throws why it is not. */
  void commit(Change change) {
    commit(new Pending(change, ONCE));
  }

  /** The same, but waits a while for a database that is away: at least fifteen seconds. */
  void commitPatiently(Change change) {
    commit(new Pending(change, PATIENTLY));
  }

  /** The same before all that waits, however much that is. */
  void commitFirst(Change change) {
    Pending pending = new Pending(change, ONCE);
    await(pending, !closed && queue.offerFirst(pending));
  }

  private void commit(Pending pending) {
    await(pending, !closed && queue.offer(pending));
  }

  private void await(Pending pending, boolean accepted) {
    if (closed && (!accepted || queue.remove(pending))) {
      throw new StoreUnavailableException("the store is closed");
    }
    if (!accepted) {
      meters.refused();
      throw new StoreUnavailableException("overloaded: too many changes wait for the database");
    }
    pending.await();
  }

  /** Whether the last change could not be written, the database being at fault. */
  boolean failing() {
    return failing;
  }

  private void run() {
    List<Pending> waiting = new ArrayList<>();
    boolean stopping = false;
    while (!stopping) {
      gather(waiting);
      stopping = waiting.remove(stop);
      writeAll(waiting);
      waiting.removeIf(Pending::settled);
    }
    waiting.forEach(p -> p.fail(new StoreUnavailableException("the store is closed")));
    discard();
  }

  /**
   * What is there, at once. Where some wait for the database it takes its time, however many come
   * meanwhile, or these would use up their patience.
   */
  private void gather(List<Pending> waiting) {
    try {
      if (waiting.isEmpty()) {
        waiting.add(queue.take());
      } else if (ending.await(PAUSE_MILLIS, MILLISECONDS)) {
        LOG.debug("What waits for the database is tried a last time.");
      }
      int room = waiting.size() < queueCapacity ? queueCapacity : 0;
      queue.drainTo(waiting, failing ? room : batchMax - 1);
    } catch (InterruptedException e) {
      // Nobody but a dying process does that; what waits is written first all the same.
      LOG.warn("The committer was interrupted and goes on.");
    }
  }

  private void writeAll(List<Pending> waiting) {
    for (int from = 0; from < waiting.size(); from += batchMax) {
      List<Pending> batch = waiting.subList(from, Math.min(from + batchMax, waiting.size()));
      if (!write(batch) && failing) {
        StoreUnavailableException why = new StoreUnavailableException("the database cannot write");
        waiting.subList(from, waiting.size()).stream()
            .skip(batch.size())
            .forEach(p -> p.giveBack(why, true));
        return;
      }
    }
  }

  private boolean write(List<Pending> batch) {
    boolean oldConnection = connection != null;
    try {
      meters.commit(batch.size(), () -> transact(batch));
    } catch (SQLException | RuntimeException | Error e) {
      undo(e);
      if (oldConnection && connection == null && !committing) {
        // It had died unnoticed, and nothing was committed by it.
        return write(batch);
      }
      failed(e);
      if (batch.size() == 1 || Failures.spoilsConnection(e)) {
        giveBack(batch, e);
      } else {
        writeSingly(batch, e);
      }
      return false;
    }
    recovered();
    batch.forEach(Pending::settle);
    return true;
  }

  /** One change may be too much for the database where the others are not. */
  private void writeSingly(List<Pending> batch, Throwable reason) {
    int failures = 0;
    for (int i = 0; i < batch.size() && failures < FAILURES_IN_A_ROW_MAX; i++) {
      failures = write(batch.subList(i, i + 1)) ? 0 : failures + 1;
    }
    giveBack(batch, reason);
  }

  /** Those that are not settled yet: to wait, or to their callers. */
  private static void giveBack(List<Pending> batch, Throwable reason) {
    StoreUnavailableException why = Failures.unavailable("cannot write", reason);
    boolean away = Failures.isAway(reason);
    batch.forEach(p -> p.giveBack(why, away));
  }

  private void transact(List<Pending> batch) throws SQLException {
    committing = false;
    open();
    Set<Pending> apart = Set.of();
    Set<Pending> refused = apply(batch, apart);
    while (!refused.isEmpty()) {
      connection.rollback();
      apart = apart.isEmpty() ? refused : Set.copyOf(batch);
      refused = apply(batch, apart);
    }
    committing = true;
    connection.commit();
  }

  /**
   * Returns those that are refused, all of them where it cannot be told which, and nothing is to be
   * kept then; those apart are judged by themselves.
   */
  private Set<Pending> apply(List<Pending> batch, Set<Pending> apart) throws SQLException {
    sql.forgetGathered();
    try {
      for (Pending pending : batch) {
        pending.refusal = null;
        if (apart.contains(pending)) {
          applyApart(pending);
        } else {
          sql.gather(pending);
          pending.change.apply(sql);
        }
      }
      return refused(batch);
    } catch (RuntimeException e) {
      return Set.copyOf(batch);
    } catch (SQLException e) {
      if (!Failures.isConstraint(e)) {
        throw e;
      }
      return Set.copyOf(batch);
    }
  }

  private Set<Pending> refused(List<Pending> batch) throws SQLException {
    Set<Object> refused = sql.refused();
    return batch.stream().filter(refused::contains).collect(toSet());
  }

  private void applyApart(Pending pending) throws SQLException {
    sql.gatherNoMore();
    sql.run("SAVEPOINT change");
    try {
      pending.change.apply(sql);
    } catch (RuntimeException e) {
      refuse(pending, e);
    } catch (SQLException e) {
      if (!Failures.isConstraint(e)) {
        throw e;
      }
      refuse(pending, new StaleException("what this belongs to has changed or is gone", e));
    }
    sql.run("RELEASE SAVEPOINT change");
  }

  private void refuse(Pending pending, RuntimeException why) throws SQLException {
    pending.refusal = why;
    sql.run("ROLLBACK TO SAVEPOINT change");
  }

  private void open() throws SQLException {
    if (connection == null) {
      Connection opened = database.getConnection();
      opened.setAutoCommit(false);
      connection = opened;
      sql = new Sql(opened);
    }
  }

  /**
   * A connection that cannot roll back, as SQLite's driver when SQLite has done it, is given up.
   */
  private void undo(Throwable reason) {
    if (connection == null) {
      return;
    }
    boolean usable = !Failures.spoilsConnection(reason);
    try {
      connection.rollback();
    } catch (SQLException e) {
      usable = false;
    }
    if (!usable) {
      discard();
    }
  }

  private void discard() {
    try (Connection used = connection;
        Sql statements = sql) {
      connection = null;
      sql = null;
    } catch (SQLException e) {
      LOG.debug("The connection did not close.", e);
    }
  }

  private void failed(Throwable e) {
    if (!failing) {
      LOG.error("The database cannot write: {}", e.getMessage());
    }
    failing = true;
  }

  private void recovered() {
    if (failing) {
      LOG.info("The database can write again.");
    }
    failing = false;
  }

  /** Writes what waits already, then ends. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ending.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        queue.put(stop);
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
