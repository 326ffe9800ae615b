// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import io.slipway.store.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What an error of the database means. */
final class Failures {
  private static final Set<SQLiteErrorCode> TAKEN =
      Set.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE, SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY);
  private static final String TAKEN_STATE = "23505";
  private static final String CONSTRAINT_STATES = "23";

  /** What may be over at the next try on the same connection. */
  private static final Set<Integer> PASSING =
      Set.of(
          SQLiteErrorCode.SQLITE_ERROR.code,
          SQLiteErrorCode.SQLITE_BUSY.code,
          SQLiteErrorCode.SQLITE_FULL.code);

  /**
   * Connection lost, server going down, a server that has become read-only, and statements that
   * were prepared before a newer version's migration.
   */
  private static final Set<String> SPOILING_STATES = Set.of("08", "57", "25006", "0A000");

  /** The database may do it later. */
  private static final Set<Integer> AWAY =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY.code,
          SQLiteErrorCode.SQLITE_LOCKED.code,
          SQLiteErrorCode.SQLITE_FULL.code,
          SQLiteErrorCode.SQLITE_IOERR.code,
          SQLiteErrorCode.SQLITE_READONLY.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code);

  /** The same of PostgreSQL: also deadlocks, and too few resources. */
  private static final Set<String> AWAY_STATES = Set.of("08", "57", "25006", "40", "53");

  private Failures() {}

  /** Inserts or updates; throws {@link DuplicateException} where the name is taken. */
  static int write(Sql sql, Statement statement, String whenTaken) throws SQLException {
    try {
      return sql.update(statement);
    } catch (SQLException e) {
      if (isTaken(e)) {
        throw new DuplicateException(whenTaken, e);
      }
      throw e;
    }
  }

  static void staleUnless(boolean written, String what) {
    if (!written) {
      throw new StaleException(what + " has changed or is gone; read it again");
    }
  }

  /** Whether the change itself is at fault, not the database. */
  static boolean isConstraint(SQLException e) {
    return e instanceof SQLiteException s
        ? primary(s) == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        : e.getSQLState() != null && e.getSQLState().startsWith(CONSTRAINT_STATES);
  }

  /** Whether only a new connection can be expected to work again. */
  static boolean spoilsConnection(Throwable reason) {
    if (reason instanceof SQLiteException s) {
      return !PASSING.contains(primary(s));
    }
    return hasState(reason, SPOILING_STATES);
  }

  /** Whether the same may be done later, without anybody changing it. */
  static boolean isAway(Throwable reason) {
    return reason instanceof SQLiteException s
        ? AWAY.contains(primary(s))
        : hasState(reason, AWAY_STATES);
  }

  private static boolean hasState(Throwable reason, Set<String> beginnings) {
    return reason instanceof SQLException s
        && s.getSQLState() != null
        && beginnings.stream().anyMatch(s.getSQLState()::startsWith);
  }

  static StoreUnavailableException unavailable(String what, Throwable cause) {
    return new StoreUnavailableException("the database " + what + ": " + cause.getMessage(), cause);
  }

  private static boolean isTaken(SQLException e) {
    return e instanceof SQLiteException s
        ? TAKEN.contains(s.getResultCode())
        : TAKEN_STATE.equals(e.getSQLState());
  }

  /** The low byte says what happened, the others in which case. */
  private static int primary(SQLiteException e) {
    return e.getResultCode().code & 0xff;
  }
}
