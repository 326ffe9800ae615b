// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs statements on one connection and keeps them prepared until it is closed. Where it gathers,
 * what a change puts waits for that of others, until anything is read or somebody wants it sent.
 */
final class Sql implements AutoCloseable {
  private static final int KEPT_MAX = 100;

  private final Connection connection;

  /** The one that was used longest ago comes first. */
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

  private final Gathered gathered = new Gathered();
  private Optional<Object> gathering = Optional.empty();

  Sql(Connection connection) {
    this.connection = connection;
  }

  <T> List<T> list(Statement statement, Row.Reader<T> reader) throws SQLException {
    try (ResultSet result = bound(statement).executeQuery()) {
      List<T> found = new ArrayList<>();
      while (result.next()) {
        found.add(reader.read(new Row(result)));
      }
      return found;
    }
  }

  <T> Optional<T> first(Statement statement, Row.Reader<T> reader) throws SQLException {
    try (ResultSet result = bound(statement).executeQuery()) {
      return result.next() ? Optional.of(reader.read(new Row(result))) : Optional.empty();
    }
  }

  /** The statement is limited to the page. */
  <T> Page<T> page(Statement limited, PageRequest page, Row.Reader<T> reader) throws SQLException {
    List<T> found = list(limited, reader);
    boolean more = found.size() > page.limit();
    return new Page<>(more ? found.subList(0, page.limit()) : found, more);
  }

  long count(Statement statement) throws SQLException {
    try (ResultSet result = bound(statement).executeQuery()) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  /** The number of rows that were written. */
  int update(Statement statement) throws SQLException {
    return bound(statement).executeUpdate();
  }

  /** A statement without values and without a result. */
  void run(String text) throws SQLException {
    send();
    prepared(text).execute();
  }

  /** Begins anew. What is put from now on is this change's, and sent together with others'. */
  void gather(Object change) {
    gathering = Optional.of(change);
  }

  /** What is put from now on is sent at once. */
  void gatherNoMore() throws SQLException {
    send();
    gathering = Optional.empty();
  }

  /** What was gathered is not to be sent. */
  void forgetGathered() {
    gathered.clear();
    gathering = Optional.empty();
  }

  boolean gathers() {
    return gathering.isPresent();
  }

  /** Where others have changed the same, theirs is sent before; false then. */
  boolean begins(Object subject) throws SQLException {
    if (!gathers() || gathered.begins(subject)) {
      return true;
    }
    send();
    gathered.begins(subject);
    return false;
  }

  /** Writes what may find no row to be written. */
  void put(Gathered.Part part, Statement statement) throws SQLException {
    if (gathers()) {
      gathered.add(part, new Gathered.Write(gathering.get(), statement, false));
    } else {
      sent(List.of(statement));
    }
  }

  /** Writes one row; where that cannot be found, the change is refused. */
  void putOne(Gathered.Part part, Statement statement, String what) throws SQLException {
    if (gathers()) {
      gathered.add(part, new Gathered.Write(gathering.get(), statement, true));
    } else {
      Failures.staleUnless(sent(List.of(statement))[0] == 1, what);
    }
  }

  /**
   * Sends what was gathered, and returns the changes that are refused since this was asked last.
   */
  Set<Object> refused() throws SQLException {
    send();
    return gathered.takeRefused();
  }

  private void send() throws SQLException {
    if (gathered.isEmpty()) {
      return;
    }
    for (List<Gathered.Write> all : gathered.take()) {
      List<Gathered.Write> batch = all.stream().filter(w -> !gathered.isRefused(w)).toList();
      int[] rows = sent(batch.stream().map(Gathered.Write::statement).toList());
      for (int i = 0; i < rows.length; i++) {
        if (batch.get(i).required() && rows[i] != 1) {
          gathered.refuse(batch.get(i).change());
        }
      }
    }
  }

  /** How many rows each has written; they have one text, or no values. */
  private int[] sent(List<Statement> batch) throws SQLException {
    if (batch.isEmpty()) {
      return new int[0];
    }
    Statement first = batch.get(0);
    if (first.values().isEmpty()) {
      return sentBare(batch);
    }
    PreparedStatement ready = prepared(first.text());
    if (batch.size() == 1) {
      bind(ready, first.values());
      return new int[] {ready.executeUpdate()};
    }
    return executed(
        ready,
        () -> {
          for (Statement statement : batch) {
            bind(ready, statement.values());
            ready.addBatch();
          }
        });
  }

  private int[] sentBare(List<Statement> batch) throws SQLException {
    try (java.sql.Statement bare = connection.createStatement()) {
      return executed(
          bare,
          () -> {
            for (Statement statement : batch) {
              bare.addBatch(statement.text());
            }
          });
    }
  }

  /** Puts statements into a batch. */
  private interface Filling {
    void run() throws SQLException;
  }

  /** What the database itself said tells more than that a batch failed. */
  private static int[] executed(java.sql.Statement batch, Filling filling) throws SQLException {
    try {
      filling.run();
      return batch.executeBatch();
    } catch (BatchUpdateException e) {
      empty(batch, e);
      throw e.getCause() instanceof SQLException reason ? reason : e;
    } catch (SQLException | RuntimeException e) {
      empty(batch, e);
      throw e;
    }
  }

  /** It is used again, and must not do then what it could not now. */
  private static void empty(java.sql.Statement batch, Exception reason) {
    try {
      batch.clearBatch();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private PreparedStatement bound(Statement statement) throws SQLException {
    send();
    PreparedStatement ready = prepared(statement.text());
    bind(ready, statement.values());
    return ready;
  }

  private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      bind(statement, i + 1, values.get(i));
    }
  }

  private PreparedStatement prepared(String text) throws SQLException {
    PreparedStatement known = prepared.get(text);
    if (known == null) {
      known = connection.prepareStatement(text);
      prepared.put(text, known);
      forgetEldest();
    }
    return known;
  }

  private void forgetEldest() throws SQLException {
    if (prepared.size() > KEPT_MAX) {
      String eldest = prepared.keySet().iterator().next();
      prepared.remove(eldest).close();
    }
  }

  private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
    switch (value) {
      case null -> statement.setNull(at, Types.NULL);
      case Optional<?> optional -> bind(statement, at, optional.orElse(null));
      case String text -> statement.setString(at, storable(text));
      case Integer number -> statement.setInt(at, number);
      case Long number -> statement.setLong(at, number);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case Boolean flag -> statement.setInt(at, flag ? 1 : 0);
      case Id id -> statement.setLong(at, id.value());
      case Instant time -> statement.setLong(at, time.toEpochMilli());
      case Enum<?> word -> statement.setString(at, word.name());
      default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  /** PostgreSQL refuses NUL in a text, and what a device says of itself may hold one. */
  static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }
}
