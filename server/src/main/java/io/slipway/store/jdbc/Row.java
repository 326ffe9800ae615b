// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Audit;
import io.slipway.domain.Id;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The current row of a result, in the domain's types. */
record Row(ResultSet result) {

  /** Makes an entity of a row. */
  interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  Id id(String column) throws SQLException {
    return new Id(result.getLong(column));
  }

  Optional<Id> optionalId(String column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? Optional.empty() : Optional.of(new Id(value));
  }

  Instant time(String column) throws SQLException {
    return Instant.ofEpochMilli(result.getLong(column));
  }

  Optional<Instant> optionalTime(String column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
  }

  String text(String column) throws SQLException {
    return result.getString(column);
  }

  byte[] bytes(String column) throws SQLException {
    return result.getBytes(column);
  }

  Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(result.getString(column));
  }

  int number(String column) throws SQLException {
    return result.getInt(column);
  }

  long longNumber(String column) throws SQLException {
    return result.getLong(column);
  }

  boolean flag(String column) throws SQLException {
    return result.getInt(column) != 0;
  }

  <E extends Enum<E>> E word(Class<E> words, String column) throws SQLException {
    return Enum.valueOf(words, result.getString(column));
  }

  <E extends Enum<E>> Optional<E> optionalWord(Class<E> words, String column) throws SQLException {
    return optionalText(column).map(word -> Enum.valueOf(words, word));
  }

  Audit audit() throws SQLException {
    return new Audit(
        time("created_on"),
        id("created_by"),
        time("modified_on"),
        id("modified_by"),
        number("optlock"));
  }
}
