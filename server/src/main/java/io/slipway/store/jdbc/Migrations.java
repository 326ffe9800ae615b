// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.StoreUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.sqlite.SQLiteDataSource;

/**
 * Brings a database to the version that this program works with. Versions are numbered without
 * gaps. A program also works with a database of the version after its own, because a migration only
 * adds, and takes away only what the version before it had stopped using already.
 */
final class Migrations {
  private static final String LOCATION = "classpath:db/migration";

  private final DataSource database;
  private final String name;
  private final String bytewise;
  private final List<String> locations;

  /**
   * @param name of the database, for people
   * @param bytewise the collation clause that orders text by its bytes
   */
  Migrations(DataSource database, String name, String bytewise) {
    this(database, name, bytewise, List.of(LOCATION));
  }

  private Migrations(DataSource database, String name, String bytewise, List<String> locations) {
    this.database = database;
    this.name = name;
    this.bytewise = bytewise;
    this.locations = locations;
  }

  /** Those of a later program, which has more. */
  Migrations with(String location) {
    return new Migrations(database, name, bytewise, List.of(LOCATION, location));
  }

  void run() {
    try {
      Flyway flyway = flyway();
      refuseTooNew(flyway.info());
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(name + " cannot be used: " + reason(e), e);
    }
  }

  /** The version that this program works with; asks no database, so that it makes none. */
  static int newest() {
    SQLiteDataSource none = new SQLiteDataSource();
    none.setUrl("jdbc:sqlite::memory:");
    return newest(new Migrations(none, "no database", SqliteDatabase.BYTEWISE).flyway().info());
  }

  /** The version that the database has; none where nothing was ever migrated. */
  OptionalInt applied() {
    try {
      return applied(flyway().info());
    } catch (FlywayException e) {
      throw new StoreUnavailableException(name + " cannot be used: " + reason(e), e);
    }
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(database)
        .locations(locations.toArray(String[]::new))
        .placeholders(Map.of("bytewise", bytewise))
        .failOnMissingLocations(true)
        .load();
  }

  private void refuseTooNew(MigrationInfoService info) {
    int found = applied(info).orElse(0);
    if (found > newest(info) + 1) {
      throw new StoreUnavailableException(
          ("%s has version %d, this program works with version %d: start the newer Slipway that"
                  + " wrote it, or restore a backup from before; nothing was changed")
              .formatted(name, found, newest(info)));
    }
  }

  private static OptionalInt applied(MigrationInfoService info) {
    return Arrays.stream(info.applied())
        .filter(m -> m.getState().isApplied() && m.getVersion() != null)
        .mapToInt(m -> number(m.getVersion()))
        .max();
  }

  private static int newest(MigrationInfoService info) {
    return Arrays.stream(info.all())
        .filter(m -> m.getState().isResolved())
        .mapToInt(m -> number(m.getVersion()))
        .max()
        .orElse(0);
  }

  private static int number(MigrationVersion version) {
    return version.getMajor().intValueExact();
  }

  private static String reason(FlywayException e) {
    return e.getMessage().lines().filter(l -> !l.isBlank()).findFirst().orElse("unknown error");
  }
}
