// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.slipway.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that a store can be kept in. */
sealed interface Database permits SqliteDatabase, PostgresDatabase {

  /** The database at an address; one that names neither kind is the path of a SQLite file. */
  static Database at(String address, StoreSettings settings) {
    if (address.startsWith(PostgresDatabase.SCHEME)) {
      return new PostgresDatabase(address, settings);
    }
    if (address.startsWith("jdbc:") && !address.startsWith(SqliteDatabase.SCHEME)) {
      throw new StoreUnavailableException(
          "no such database is known: an address begins with "
              + PostgresDatabase.SCHEME
              + " or is the path of a file");
    }
    return SqliteDatabase.at(address, settings);
  }

  /** For people; without a password. */
  String name();

  /** What runs it, for people. */
  String kind();

  /** Whether there is one to be asked; asking makes none. */
  boolean exists();

  /**
   * Brings it to this program's version, and makes it where that is possible. Throws {@link
   * StoreUnavailableException}, which says what to do, where it cannot be worked with.
   */
  void prepare();

  /** What schema it has, and whether this program can work with it. */
  Migrations migrations();

  /** Connections that write, each durably. */
  DataSource writers();

  /** How connections that read are made. */
  HikariConfig readers();

  /** A connection for one transaction that takes as long as it takes. */
  Connection patient() throws SQLException;

  /** Whether other nodes may work with it at the same time. */
  boolean shared();
}
