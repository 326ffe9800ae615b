// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Nodes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all nodes at once what one has changed, through PostgreSQL's NOTIFY, which is part of the
 * change's transaction.
 */
final class Announcements implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
  private static final String CHANNEL = "slipway";
  private static final int LOOK_UP_MILLIS = 500;
  private static final long PAUSE_MILLIS = 1_000;

  private final DataSource database;
  private final List<Nodes.Listener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("store-listener").unstarted(this::run);
  private boolean heard = true;

  Announcements(DataSource database) {
    this.database = database;
  }

  void start() {
    thread.start();
  }

  void listen(Nodes.Listener listener) {
    listeners.add(listener);
  }

  /** To be part of the transaction that changes the request. */
  static void announce(Sql sql, Id request) throws SQLException {
    Statement notify = Statement.of("NOTIFY " + CHANNEL + ", '" + request.value() + "'");
    sql.put(Gathered.Part.ANNOUNCEMENT, notify);
  }

  private void run() {
    while (closed.getCount() > 0) {
      try (Connection connection = database.getConnection()) {
        hear(connection);
      } catch (SQLException e) {
        if (heard) {
          LOG.warn("Other nodes are not heard, only asked now and then: {}", e.getMessage());
        }
        heard = false;
        pause();
      }
    }
  }

  private void hear(Connection connection) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    if (!heard) {
      LOG.info("Other nodes are heard again.");
    }
    heard = true;
    PGConnection channel = connection.unwrap(PGConnection.class);
    while (closed.getCount() > 0) {
      for (PGNotification told : channel.getNotifications(LOOK_UP_MILLIS)) {
        tell(told.getParameter());
      }
    }
  }

  private void tell(String told) {
    try {
      Id request = new Id(Long.parseLong(told));
      listeners.forEach(l -> l.changed(request));
    } catch (IllegalArgumentException e) {
      LOG.warn("An announcement that means nothing here is passed over.");
    }
  }

  private void pause() {
    try {
      if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("No more announcements are awaited.");
      }
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
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
