// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A SQLite file: write-ahead log, flushed to disk on every commit. */
final class SqliteDatabase implements Database {
  static final String SCHEME = "jdbc:sqlite:";
  static final String BYTEWISE = "COLLATE BINARY";
  private static final int WRITER_CACHE_KIB = 16 * 1024;
  private static final int READER_CACHE_KIB = 4 * 1024;
  private static final int JOURNAL_KEPT_BYTES = 64 * 1024 * 1024;

  private final Path file;
  private final StoreSettings settings;

  SqliteDatabase(Path file, StoreSettings settings) {
    this.file = file.toAbsolutePath();
    this.settings = settings;
  }

  /** A path, or an address that ends with one. */
  static SqliteDatabase at(String address, StoreSettings settings) {
    String path = address.startsWith(SCHEME) ? address.substring(SCHEME.length()) : address;
    return new SqliteDatabase(Path.of(path), settings);
  }

  Path file() {
    return file;
  }

  @Override
  public String kind() {
    return "SQLite";
  }

  @Override
  public boolean exists() {
    return Files.exists(file);
  }

  /** Makes the file where it is missing, and refuses one that cannot be worked with. */
  @Override
  public void prepare() {
    create();
    try (Connection connection = writers().getConnection();
        Sql sql = new Sql(connection)) {
      sql.count(Statement.of("SELECT COUNT(*) FROM sqlite_master"));
      sql.count(Statement.of("PRAGMA user_version"));
    } catch (SQLException e) {
      throw new StoreUnavailableException(name() + " cannot be used: " + reason(e), e);
    }
    migrations().run();
  }

  @Override
  public Migrations migrations() {
    return new Migrations(writers(), name(), BYTEWISE);
  }

  private void create() {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file, forItsOwnerOnly());
      }
    } catch (IOException e) {
      throw new StoreUnavailableException(name() + " cannot be made: " + e, e);
    }
  }

  private static FileAttribute<?>[] forItsOwnerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public DataSource writers() {
    SQLiteConfig config = config(WRITER_CACHE_KIB);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(JOURNAL_KEPT_BYTES);
    // The driver begins the next transaction on every commit: one that holds no lock while idle.
    config.setTransactionMode(TransactionMode.DEFERRED);
    return source(config);
  }

  @Override
  public HikariConfig readers() {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("store-readers");
    pool.setDataSource(source(config(READER_CACHE_KIB)));
    pool.setMaximumPoolSize(settings.readers());
    pool.setMaxLifetime(0);
    pool.setConnectionTimeout(Math.max(250, settings.patience().toMillis()));
    pool.setConnectionInitSql("PRAGMA query_only = ON");
    return pool;
  }

  private SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    config.setBusyTimeout(Math.toIntExact(settings.patience().toMillis()));
    config.setTempStore(TempStore.MEMORY);
    config.setCacheSize(-cacheKib);
    // The driver would ask for them after every insert.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private DataSource source(SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(SCHEME + file);
    return source;
  }

  @Override
  public Connection patient() throws SQLException {
    Connection connection = writers().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  /** The folder that it is in belongs to one server. */
  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public String name() {
    return "the database " + file;
  }

  private static String reason(SQLException e) {
    int code = e instanceof SQLiteException s ? s.getResultCode().code & 0xff : -1;
    if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
      return "it is damaged or no SQLite file; restore a backup (nothing was changed)";
    }
    if (code == SQLiteErrorCode.SQLITE_READONLY.code
        || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
        || code == SQLiteErrorCode.SQLITE_PERM.code) {
      return "it, or its directory, is not writable; look at owner and permissions";
    }
    return e.getMessage();
  }
}
