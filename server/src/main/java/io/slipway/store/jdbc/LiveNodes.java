// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Node;
import io.slipway.store.Nodes.Orphan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The nodes that are alive, and what they serve. */
final class LiveNodes {
  /** Requests that one statement asks for; always as many, so that it stays prepared. */
  private static final int ASKED_AT_ONCE = 200;

  private LiveNodes() {}

  static void join(Sql sql, Node node) throws SQLException {
    Statement insert =
        new Columns()
            .with("id", node.id())
            .with("number", node.number())
            .with("name", node.name())
            .with("version", node.version())
            .with("started_on", node.startedOn())
            .with("beat", node.beat())
            .insertInto("node");
    Failures.write(sql, insert, "the node number " + node.number() + " is taken");
  }

  /** The number of rows that were written. */
  static int beat(Sql sql, Node node) throws SQLException {
    return sql.update(
        new Columns().with("beat", node.beat()).update("node", Where.of("id = ?", node.id())));
  }

  static int bury(Sql sql, Node dead) throws SQLException {
    Where asSeen = Where.of("id = ?", dead.id()).and("beat = ?", dead.beat());
    return sql.update(Statement.of("DELETE FROM node", asSeen));
  }

  static void leave(Sql sql, Id node) throws SQLException {
    sql.update(Statement.of("DELETE FROM node WHERE id = ?", node));
  }

  static List<Node> alive(Sql sql) throws SQLException {
    return sql.list(Statement.of("SELECT * FROM node ORDER BY number"), LiveNodes::read);
  }

  private static Node read(Row row) throws SQLException {
    return new Node(
        row.id("id"),
        row.number("number"),
        row.text("name"),
        row.text("version"),
        row.time("started_on"),
        row.longNumber("beat"));
  }

  static List<Orphan> orphans(Sql sql, int most) throws SQLException {
    return sql.list(orphans(most), row -> new Orphan(row.id("id"), row.optionalId("owner")));
  }

  static Statement orphans(int most) {
    return Statement.of(
        "SELECT r.id, r.owner FROM provision_request r WHERE r.status = 'RUNNING' AND NOT EXISTS"
            + " (SELECT 1 FROM node n WHERE n.id = r.owner) ORDER BY r.id LIMIT ?",
        most);
  }

  static Set<Id> servedBy(Sql sql, Id node, Collection<Id> requests) throws SQLException {
    List<Id> all = List.copyOf(requests);
    Set<Id> served = new HashSet<>();
    for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
      List<Id> some = all.subList(from, Math.min(from + ASKED_AT_ONCE, all.size()));
      served.addAll(sql.list(served(node, some), row -> row.id("id")));
    }
    return served;
  }

  private static Statement served(Id node, List<Id> some) {
    List<Id> padded = new ArrayList<>(some);
    padded.addAll(Collections.nCopies(ASKED_AT_ONCE - some.size(), some.get(0)));
    String marks = "?, ".repeat(ASKED_AT_ONCE - 1) + "?";
    return Statement.of(
            "SELECT id FROM provision_request WHERE owner = ?"
                + " AND status IN ('CREATED', 'RUNNING', 'FAILED')",
            node)
        .then(" AND id IN (" + marks + ")", padded.toArray());
  }
}
