// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.PlatformKey;
import io.slipway.store.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a database is, has and holds.
 *
 * @param name for people, without a password
 * @param version of the program that runs it
 * @param schema none where no Slipway has used it yet
 * @param known the schema that this program works with
 * @param rows by table
 * @param nodes that have joined and not been missed yet
 * @param keys of the platform, sealed
 * @param connections that other processes of Slipway hold; 0 where the database does not tell
 * @param time by its own clock, where it has one
 */
public record DatabaseState(
    String name,
    String kind,
    String version,
    OptionalInt schema,
    int known,
    Map<String, Long> rows,
    List<Node> nodes,
    List<PlatformKey> keys,
    long connections,
    Optional<Instant> time) {

  /** Whether this program can work with it. */
  public enum Fit {
    EMPTY,
    OLDER,
    SAME,
    /** By one version, which both programs work with. */
    NEWER,
    TOO_NEW
  }

  /** Looks, and changes nothing. */
  public static DatabaseState of(String address) {
    Database database = Database.at(address, StoreSettings.DEFAULT);
    if (!database.exists()) {
      return new DatabaseState(
          database.name(),
          database.kind(),
          "",
          OptionalInt.empty(),
          knownSchema(),
          Map.of(),
          List.of(),
          List.of(),
          0,
          Optional.empty());
    }
    try (Connection connection = database.patient();
        Sql sql = new Sql(connection)) {
      Set<String> tables = Table.in(connection);
      return new DatabaseState(
          database.name(),
          database.kind(),
          connection.getMetaData().getDatabaseProductVersion(),
          database.migrations().applied(),
          knownSchema(),
          rows(sql, tables),
          tables.contains("node") ? LiveNodes.alive(sql) : List.of(),
          tables.contains("platform_key") ? Keys.all(sql) : List.of(),
          database.shared() ? others(sql) : 0,
          database.shared() ? Optional.of(time(sql)) : Optional.empty());
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  /** The schema that this program works with. */
  public static int knownSchema() {
    return Migrations.newest();
  }

  /** Makes the database where that is possible, and brings it to this program's version. */
  public static void migrate(String address) {
    Database.at(address, StoreSettings.DEFAULT).prepare();
  }

  public Fit fit() {
    if (schema.isEmpty()) {
      return Fit.EMPTY;
    }
    int ahead = schema.getAsInt() - known;
    return ahead < 0
        ? Fit.OLDER
        : switch (ahead) {
          case 0 -> Fit.SAME;
          case 1 -> Fit.NEWER;
          default -> Fit.TOO_NEW;
        };
  }

  private static Map<String, Long> rows(Sql sql, Set<String> tables) throws SQLException {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Table table : Table.MOVED) {
      if (tables.contains(table.name())) {
        rows.put(table.name(), table.count(sql));
      }
    }
    return rows;
  }

  private static Instant time(Sql sql) throws SQLException {
    return Instant.ofEpochMilli(
        sql.count(
            Statement.of("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)")));
  }

  private static long others(Sql sql) throws SQLException {
    return sql.count(
        Statement.of(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name = 'slipway' AND pid <> pg_backend_pid()"));
  }
}
