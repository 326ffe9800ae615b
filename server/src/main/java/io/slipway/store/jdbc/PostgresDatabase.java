// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.slipway.store.StoreUnavailableException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server, or another that speaks its protocol and dialect. */
final class PostgresDatabase implements Database {
  static final String SCHEME = "jdbc:postgresql:";
  static final String BYTEWISE = "COLLATE \"C\"";
  private static final int OLDEST_VERSION = 15;
  private static final int READERS_MIN = 8;
  private static final Duration CONNECTION_LIFE = Duration.ofMinutes(30);

  /**
   * A statement that takes longer is taken for lost: none but those of migrations and of large
   * lists take more than a few milliseconds.
   */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A node that is cut off in the middle of a transaction holds no locks for longer than this. */
  private static final String SESSION =
      "-c idle_in_transaction_session_timeout=10s -c tcp_keepalives_idle=10"
          + " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2";

  private final String address;
  private final StoreSettings settings;

  PostgresDatabase(String address, StoreSettings settings) {
    this.address = address;
    this.settings = settings;
  }

  @Override
  public String name() {
    String bare = address.substring("jdbc:".length());
    try {
      URI uri = URI.create(bare);
      return "the database " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    } catch (IllegalArgumentException e) {
      return "the PostgreSQL database";
    }
  }

  @Override
  public String kind() {
    return "PostgreSQL";
  }

  /** It is the administrator who makes one. */
  @Override
  public boolean exists() {
    requireVersion();
    return true;
  }

  @Override
  public void prepare() {
    requireVersion();
    migrations().run();
  }

  @Override
  public Migrations migrations() {
    return new Migrations(source(Duration.ZERO), name(), BYTEWISE);
  }

  private void requireVersion() {
    try (Connection connection = writers().getConnection()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_VERSION) {
        throw new StoreUnavailableException(
            "%s is of PostgreSQL %d; version %d or newer is needed"
                .formatted(name(), version, OLDEST_VERSION));
      }
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "%s cannot be reached: %s; see whether it runs, and look at address, user and password"
              .formatted(name(), e.getMessage()),
          e);
    }
  }

  @Override
  public DataSource writers() {
    return source(ANSWER);
  }

  @Override
  public HikariConfig readers() {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("store-readers");
    pool.setDataSource(source(ANSWER));
    pool.setMaximumPoolSize(Math.max(READERS_MIN, settings.readers()));
    pool.setMaxLifetime(CONNECTION_LIFE.toMillis());
    pool.setConnectionTimeout(Math.max(250, settings.patience().toMillis()));
    // The server was there a moment ago; where it is gone, reads say so.
    pool.setInitializationFailTimeout(-1);
    return pool;
  }

  @Override
  public Connection patient() throws SQLException {
    Connection connection = source(Duration.ZERO).getConnection();
    try (java.sql.Statement session = connection.createStatement()) {
      session.execute("SET idle_in_transaction_session_timeout = 0");
    }
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public boolean shared() {
    return true;
  }

  /** What the address itself says comes first. */
  private PGSimpleDataSource source(Duration answer) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address);
    try {
      preset(source, PGProperty.CONNECT_TIMEOUT, settings.patience().toSeconds());
      preset(source, PGProperty.LOGIN_TIMEOUT, settings.patience().toSeconds());
      preset(source, PGProperty.SOCKET_TIMEOUT, answer.toSeconds());
      preset(source, PGProperty.TCP_KEEP_ALIVE, true);
      preset(source, PGProperty.APPLICATION_NAME, "slipway");
      preset(source, PGProperty.OPTIONS, SESSION);
    } catch (SQLException e) {
      throw new StoreUnavailableException(name() + " cannot be used: " + e.getMessage(), e);
    }
    return source;
  }

  private static void preset(PGSimpleDataSource source, PGProperty property, Object value)
      throws SQLException {
    String given = source.getProperty(property);
    if (given == null || given.equals(property.getDefaultValue())) {
      source.setProperty(property, value.toString());
    }
  }
}
