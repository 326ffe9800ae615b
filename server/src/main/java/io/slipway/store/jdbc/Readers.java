// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.slipway.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections for reading. Each keeps its statements prepared for as long as it lives, because
 * preparing one takes SQLite longer than running it.
 */
final class Readers implements AutoCloseable {
  private final HikariDataSource pool;
  private final Map<Connection, Sql> kept = new ConcurrentHashMap<>();

  private Readers(HikariDataSource pool) {
    this.pool = pool;
  }

  /** Throws {@link StoreUnavailableException} where not even one connection can be had. */
  static Readers of(Database database) {
    try {
      return new Readers(new HikariDataSource(database.readers()));
    } catch (PoolInitializationException e) {
      throw new StoreUnavailableException(
          database.name() + " cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  /** A read of one statement, so that what it finds belongs together. */
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  <T> T read(Query<T> query) {
    try (Connection connection = pool.getConnection()) {
      Connection real = connection.unwrap(Connection.class);
      try {
        return query.run(statements(real));
      } catch (SQLException e) {
        kept.remove(real);
        pool.evictConnection(connection);
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  /** Nobody else has this connection. A new one often stands for one that was given up. */
  private Sql statements(Connection connection) {
    Sql known = kept.get(connection);
    if (known == null) {
      kept.keySet().removeIf(Readers::closed);
      known = new Sql(connection);
      kept.put(connection, known);
    }
    return known;
  }

  private static boolean closed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
