// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections for reading. Each keeps its statements prepared, because preparing one takes SQLite
 * longer than running it. So the pool must not retire connections by age.
 */
final class Readers implements AutoCloseable {
  private final HikariDataSource pool;
  private final Map<Connection, Sql> kept = new ConcurrentHashMap<>();

  Readers(HikariDataSource pool) {
    this.pool = pool;
  }

  /** A read of one statement, so that what it finds belongs together. */
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  <T> T read(Query<T> query) {
    try (Connection connection = pool.getConnection()) {
      Connection real = connection.unwrap(Connection.class);
      try {
        return query.run(kept.computeIfAbsent(real, Sql::new));
      } catch (SQLException e) {
        kept.remove(real);
        pool.evictConnection(connection);
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
