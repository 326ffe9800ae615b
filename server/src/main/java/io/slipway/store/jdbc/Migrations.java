// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.StoreUnavailableException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Brings a database to the version that this program works with. */
final class Migrations {
  private final DataSource database;
  private final String name;
  private final String bytewise;

  /**
   * @param name of the database, for people
   * @param bytewise the collation clause that orders text by its bytes
   */
  Migrations(DataSource database, String name, String bytewise) {
    this.database = database;
    this.name = name;
    this.bytewise = bytewise;
  }

  void run() {
    try {
      Flyway flyway =
          Flyway.configure()
              .dataSource(database)
              .locations("classpath:db/migration")
              .placeholders(Map.of("bytewise", bytewise))
              .failOnMissingLocations(true)
              .load();
      refuseNewer(flyway.info());
      flyway.migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException(name + " cannot be used: " + reason(e), e);
    }
  }

  private void refuseNewer(MigrationInfoService info) {
    Optional<MigrationVersion> unknown =
        Arrays.stream(info.applied())
            .filter(m -> m.getState().isApplied() && !m.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .max(MigrationVersion::compareTo);
    if (unknown.isPresent()) {
      throw new StoreUnavailableException(
          ("%s has version %s, this program works with version %s: start the newer Slipway that"
                  + " wrote it, or restore a backup from before; nothing was changed")
              .formatted(name, unknown.get(), newest(info)));
    }
  }

  private static String newest(MigrationInfoService info) {
    return Arrays.stream(info.all())
        .filter(m -> m.getState().isResolved())
        .map(MigrationInfo::getVersion)
        .max(MigrationVersion::compareTo)
        .map(MigrationVersion::toString)
        .orElse("0");
  }

  private static String reason(FlywayException e) {
    return e.getMessage().lines().filter(l -> !l.isBlank()).findFirst().orElse("unknown error");
  }
}
