// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Fills a database of a server that is not running with copies of what it has of two orders: of one
 * that waits, and of one whose device has arrived. Names, ids and secrets are of each copy's own.
 */
final class ManyOrders implements AutoCloseable {
  /** Of so many orders one device has arrived. */
  private static final int ARRIVED_OF = 4;

  private static final int AT_ONCE = 1_000;
  private static final int SECRET_BYTES = 32;

  private final SplittableRandom random = new SplittableRandom(42);
  private final Connection database;
  private final Copies waiting;
  private final Copies arrived;
  private final Copies attempts;
  private final Copies credentials;
  private final Copies devices;
  private final List<Copies> events = new ArrayList<>();

  /** Opens the database; the two orders are told by their client ids. */
  static ManyOrders in(Path file, String waiting, String arrived) throws SQLException {
    Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement fast = database.createStatement()) {
      // Nobody minds if this has to be begun anew.
      fast.execute("PRAGMA synchronous = OFF");
      fast.execute("PRAGMA cache_size = -200000");
    }
    database.setAutoCommit(false);
    return new ManyOrders(database, waiting, arrived);
  }

  private ManyOrders(Connection database, String waiting, String arrived) throws SQLException {
    this.database = database;
    List<String> own = List.of("id", "client_id", "username", "password_verifier");
    this.waiting = copies("provision_request", named(waiting), own);
    this.arrived = copies("provision_request", named(arrived), own);
    long request = number("SELECT id FROM provision_request WHERE " + named(arrived));
    String ofRequest = "request_id = " + request;
    attempts = copies("provision_execution", ofRequest, List.of("id", "request_id", "seed"));
    credentials =
        copies(
            "device_credential",
            ofRequest,
            List.of("request_id", "client_id", "username", "verifier"));
    devices = copies("device", named(arrived), List.of("id", "client_id", "last_event_id"));
    long device = number("SELECT id FROM device WHERE " + named(arrived));
    for (long event : numbers("SELECT id FROM device_event WHERE device_id = " + device)) {
      events.add(copies("device_event", "id = " + event, List.of("id", "device_id")));
    }
  }

  private static String named(String clientId) {
    return "client_id = '" + clientId + "'";
  }

  /** Writes so many orders, and returns how many rows they are. */
  long fill(int orders) throws SQLException {
    long rows = 0;
    for (int i = 0; i < orders; i++) {
      rows += order(String.format(Locale.ROOT, "gateway-%07d", i), i % ARRIVED_OF == 0);
      if (i % AT_ONCE == AT_ONCE - 1) {
        write();
      }
    }
    write();
    database.commit();
    return rows;
  }

  private long order(String clientId, boolean isArrived) throws SQLException {
    long request = id();
    String username = clientId + "-user";
    if (!isArrived) {
      waiting.add(request, clientId, username, "hmac-sha256$" + secret());
      return 1;
    }
    arrived.add(request, clientId, username, "hmac-sha256$" + secret());
    attempts.add(id(), request, secret());
    credentials.add(request, clientId, clientId + "-1", "hmac-sha256$" + secret());
    long device = id();
    long event = 0;
    for (Copies copies : events) {
      event = id();
      copies.add(event, device);
    }
    devices.add(device, clientId, event);
    return 4L + events.size();
  }

  private void write() throws SQLException {
    for (Copies copies : List.of(waiting, arrived, attempts, credentials, devices)) {
      copies.write();
    }
    for (Copies copies : events) {
      copies.write();
    }
  }

  private long id() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private Copies copies(String table, String which, List<String> own) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet one = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
      for (int i = 1; i <= one.getMetaData().getColumnCount(); i++) {
        columns.add(one.getMetaData().getColumnName(i));
      }
    }
    columns.removeAll(own);
    String marks = String.join(", ", Collections.nCopies(own.size(), "?"));
    String same = String.join(", ", columns);
    long row = number("SELECT rowid FROM %s WHERE %s".formatted(table, which));
    return new Copies(
        database.prepareStatement(
            "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s WHERE rowid = %d"
                .formatted(table, String.join(", ", own), same, marks, same, table, row)));
  }

  private long number(String query) throws SQLException {
    return numbers(query).getFirst();
  }

  private List<Long> numbers(String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }

  /** Rows of one table, like one that it has but for some columns. */
  private record Copies(PreparedStatement insert) {
    void add(Object... own) throws SQLException {
      for (int i = 0; i < own.length; i++) {
        insert.setObject(i + 1, own[i]);
      }
      insert.addBatch();
    }

    void write() throws SQLException {
      insert.executeBatch();
    }
  }
}
