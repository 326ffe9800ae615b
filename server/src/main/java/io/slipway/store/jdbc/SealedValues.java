// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static java.util.stream.Collectors.joining;

import io.slipway.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is sealed in a database, or hashed under a key, wherever it stands: in a column of its own
 * or deep in one of JSON. Sealed values are found by their form, which no JSON escapes.
 */
public final class SealedValues implements AutoCloseable {
  private static final Pattern SEALED = Pattern.compile("v1\\.([0-9a-f]{8})\\.[A-Za-z0-9_-]{39,}");
  private static final Pattern HASHED = Pattern.compile("^[gc]1\\.([0-9a-f]{8})\\.");
  private static final String LIKE_SEALED = "%v1.________.%";
  private static final String LIKE_HASHED = "_1.________.%";
  private static final String KID_COLUMN = "password_kid";
  private static final int ROWS_AT_ONCE = 200;

  private final Connection connection;

  private SealedValues(Connection connection) {
    this.connection = connection;
  }

  /** Of a database that nobody else works with. */
  public static SealedValues in(String address) {
    Database database = Database.at(address, StoreSettings.DEFAULT);
    if (!database.exists()) {
      throw new StoreUnavailableException("there is no such database: " + database.name());
    }
    try {
      Connection connection = database.patient();
      connection.setAutoCommit(false);
      return new SealedValues(connection);
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  /** Seals a value anew; empty where it cannot be opened. */
  @FunctionalInterface
  public interface Sealing {
    Optional<String> anew(String sealed);
  }

  /**
   * What came of it.
   *
   * @param sealed how many values were sealed anew
   * @param unopened how many could not be opened, by table
   */
  public record Outcome(long sealed, Map<String, Long> unopened) {}

  /**
   * Seals all values anew, some rows in each transaction: where it breaks off, what is done is
   * done, and whoever begins again does the rest.
   *
   * @param sealing also hears of values that are sealed as they should be, and returns the same
   */
  public Outcome seal(Sealing sealing, Progress progress) {
    long sealed = 0;
    Map<String, Long> unopened = new TreeMap<>();
    try {
      for (Table table : Table.MOVED) {
        List<Object[]> rows = rows(table, LIKE_SEALED);
        for (int i = 0; i < rows.size(); i++) {
          Tally tally = new Tally(sealing);
          seal(table, rows.get(i), tally);
          sealed += tally.sealed;
          if (tally.unopened > 0) {
            unopened.merge(table.name(), tally.unopened, Long::sum);
          }
          progress.at("sealing " + table.name() + " anew", i + 1, rows.size());
          if ((i + 1) % ROWS_AT_ONCE == 0) {
            connection.commit();
          }
        }
        connection.commit();
      }
      return new Outcome(sealed, unopened);
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be written", e);
    }
  }

  /** Which keys are needed by how many values, be they sealed, hashed or derived. */
  public Map<String, Long> needed() {
    Map<String, Long> needed = new TreeMap<>();
    try {
      for (Table table : Table.MOVED) {
        count(table, LIKE_SEALED, SEALED, needed);
        count(table, LIKE_HASHED, HASHED, needed);
        if (table.columns(connection).contains(KID_COLUMN)) {
          derived(table, needed);
        }
      }
      connection.rollback();
      return needed;
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  /** Which keys have sealed how many values. */
  public Map<String, Long> sealedBy() {
    Map<String, Long> kids = new TreeMap<>();
    try {
      for (Table table : Table.MOVED) {
        count(table, LIKE_SEALED, SEALED, kids);
      }
      connection.rollback();
      return kids;
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
  }

  /**
   * Forgets the platform's own keys that cannot be opened, so that the next start makes new ones.
   *
   * @return their names
   */
  public List<String> forgetKeys(Predicate<String> opens) {
    List<String> forgotten = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT name, sealed_key FROM platform_key");
        ResultSet keys = select.executeQuery()) {
      while (keys.next()) {
        if (!opens.test(keys.getString("sealed_key").strip())) {
          forgotten.add(keys.getString("name"));
        }
      }
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be read", e);
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM platform_key WHERE name = ?")) {
      for (String name : forgotten) {
        delete.setString(1, name);
        delete.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be written", e);
    }
    return forgotten;
  }

  private void count(Table table, String like, Pattern form, Map<String, Long> kids)
      throws SQLException {
    for (Object[] key : rows(table, like)) {
      for (String text : texts(table, key).values()) {
        form.matcher(text).results().forEach(found -> kids.merge(found.group(1), 1L, Long::sum));
      }
    }
  }

  private void derived(Table table, Map<String, Long> needed) throws SQLException {
    String query =
        "SELECT %s, COUNT(*) FROM %s WHERE %s IS NOT NULL GROUP BY %s"
            .formatted(KID_COLUMN, table.name(), KID_COLUMN, KID_COLUMN);
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet found = select.executeQuery()) {
      while (found.next()) {
        needed.merge(found.getString(1), found.getLong(2), Long::sum);
      }
    }
  }

  /** The keys of the rows that hold something of a form, in their order. */
  private List<Object[]> rows(Table table, String like) throws SQLException {
    List<String> columns = table.columns(connection);
    String query =
        "SELECT %s FROM %s WHERE %s ORDER BY %s"
            .formatted(
                table.key(),
                table.name(),
                columns.stream()
                    .map(c -> "CAST(" + c + " AS TEXT) LIKE ?")
                    .collect(joining(" OR ")),
                table.key());
    List<Object[]> rows = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query)) {
      for (int i = 1; i <= columns.size(); i++) {
        select.setString(i, like);
      }
      try (ResultSet found = select.executeQuery()) {
        int keys = keys(table).size();
        while (found.next()) {
          Object[] key = new Object[keys];
          for (int i = 0; i < keys; i++) {
            key[i] = found.getObject(i + 1);
          }
          rows.add(key);
        }
      }
    }
    return rows;
  }

  private void seal(Table table, Object[] key, Tally tally) throws SQLException {
    for (Map.Entry<String, String> column : texts(table, key).entrySet()) {
      String anew = tally.anew(column.getValue());
      if (!anew.equals(column.getValue())) {
        String update =
            "UPDATE %s SET %s = ? WHERE %s".formatted(table.name(), column.getKey(), one(table));
        try (PreparedStatement statement = connection.prepareStatement(update)) {
          statement.setString(1, anew);
          set(statement, 2, key);
          statement.executeUpdate();
        }
      }
    }
  }

  private Map<String, String> texts(Table table, Object[] key) throws SQLException {
    Map<String, String> texts = new TreeMap<>();
    String query = "SELECT * FROM %s WHERE %s".formatted(table.name(), one(table));
    try (PreparedStatement select = connection.prepareStatement(query)) {
      set(select, 1, key);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          for (String column : table.columns(connection)) {
            if (row.getObject(column) instanceof String text) {
              texts.put(column, text);
            }
          }
        }
      }
    }
    return texts;
  }

  private static void set(PreparedStatement statement, int first, Object[] key)
      throws SQLException {
    for (int i = 0; i < key.length; i++) {
      statement.setObject(first + i, key[i]);
    }
  }

  private static List<String> keys(Table table) {
    return List.of(table.key().split(", ", -1));
  }

  private static String one(Table table) {
    return keys(table).stream().map(k -> k + " = ?").collect(joining(" AND "));
  }

  /** What becomes of the values of one row. */
  private static final class Tally {
    private final Sealing sealing;
    private long sealed;
    private long unopened;

    Tally(Sealing sealing) {
      this.sealing = sealing;
    }

    String anew(String text) {
      return SEALED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(one(found.group())));
    }

    private String one(String old) {
      Optional<String> fresh = sealing.anew(old);
      if (fresh.isEmpty()) {
        unopened++;
      } else if (!fresh.get().equals(old)) {
        sealed++;
      }
      return fresh.orElse(old);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw Failures.unavailable("cannot be closed", e);
    }
  }
}
