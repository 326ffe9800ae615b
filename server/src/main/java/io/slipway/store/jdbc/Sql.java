// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
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

/** Runs statements on one connection and keeps them prepared until it is closed. */
final class Sql implements AutoCloseable {
  private static final int KEPT_MAX = 100;

  private final Connection connection;

  /** The one that was used longest ago comes first. */
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

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
    prepared(text).execute();
  }

  private PreparedStatement bound(Statement statement) throws SQLException {
    PreparedStatement ready = prepared(statement.text());
    List<Object> values = statement.values();
    for (int i = 0; i < values.size(); i++) {
      bind(ready, i + 1, values.get(i));
    }
    return ready;
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
