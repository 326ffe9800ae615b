// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/** What must be true when all faults are over and all have arrived. */
final class Verdict {
  private static final Pattern ERROR = Pattern.compile("(?m)^\\S+ ERROR .*$");

  /** What a server is to say when its database is away or its disk is full. */
  private static final Pattern EXPECTED = Pattern.compile("The database cannot write: ");

  private final World world;
  private final List<Traveller> travellers;

  Verdict(World world, List<Traveller> travellers) {
    this.world = world;
    this.travellers = travellers;
  }

  void assertAllIsWell() {
    travellers.forEach(Traveller::proveItself);
    Operator operator = world.first().operator();
    travellers.forEach(traveller -> assertFilledOnce(operator, traveller.order()));
    assertNothingLeftOver();
    world.nodes().forEach(node -> assertLogs(node.slipway().output()));
  }

  private static void assertFilledOnce(Operator operator, PlacedOrder order) {
    String clientId = order.clientId();
    assertThat(operator.status(order)).as(clientId).isEqualTo("COMPLETED");
    List<JsonNode> attempts = operator.executions(order);
    List<String> events = operator.events(clientId);
    assertThat(events).as(clientId).containsOnlyOnce("PROVISIONED");
    assertThat(attempts).as(clientId).hasSize(operator.attempts(order));
    assertThat(count(events, "UNDER_PROVISIONING")).as(clientId).isEqualTo(attempts.size());
    List<String> ends = attempts.stream().map(x -> x.at("/executionStatus").asText()).toList();
    assertThat(count(ends, "COMPLETED")).as(clientId).isLessThanOrEqualTo(1);
    assertThat(ends).as(clientId).isSubsetOf("COMPLETED", "FAILED");
    assertThat(count(events, "PROVISIONING_FAILED")).as(clientId).isEqualTo(count(ends, "FAILED"));
    attempts.forEach(attempt -> assertAudited(clientId, attempt));
  }

  /** Its log begins with its start and ends with its end. */
  private static void assertAudited(String clientId, JsonNode attempt) {
    List<String> log = attempt.at("/log").asText().lines().toList();
    String cause = attempt.at("/slipway/failureCause").asText();
    assertThat(log.getFirst()).as(clientId).contains("started, profile");
    assertThat(attempt.at("/endedOn").asText()).as(clientId).isNotEmpty();
    assertThat(log.getLast())
        .as(clientId)
        .contains(cause.isEmpty() ? "the device arrived" : cause + ": ");
  }

  private static long count(List<String> words, String word) {
    return words.stream().filter(word::equals).count();
  }

  private void assertNothingLeftOver() {
    int nodes = world.sharesDatabase() ? world.nodes().size() : 0;
    Patience.until("only live nodes are known", () -> number("FROM node") == nodes);
    assertNone("running attempts", "FROM provision_execution WHERE status = 'RUNNING'");
    assertNone("requests not completed", "FROM provision_request WHERE status <> 'COMPLETED'");
    assertNone(
        "credentials without their request",
        "FROM device_credential c WHERE NOT EXISTS (SELECT 1 FROM provision_request r"
            + " WHERE r.id = c.request_id AND r.client_id = c.client_id)");
    assertNone(
        "requests without exactly one credential, of their generation",
        "FROM provision_request r WHERE 1 <> (SELECT COUNT(*) FROM device_credential c"
            + " WHERE c.request_id = r.id)"
            + " OR NOT EXISTS (SELECT 1 FROM device_credential c WHERE c.request_id = r.id"
            + " AND c.generation = r.generation AND c.revoked = 0)");
    assertNone(
        "devices that nobody ordered",
        "FROM device d WHERE NOT EXISTS (SELECT 1 FROM provision_request r"
            + " WHERE r.scope_id = d.scope_id AND r.client_id = d.client_id)");
    assertThat(number("FROM provision_request")).as("orders").isEqualTo(travellers.size());
  }

  private void assertNone(String what, String from) {
    assertThat(number(from)).as(what).isZero();
  }

  private int number(String from) {
    try (Connection connection = DriverManager.getConnection(world.databaseUrl());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT COUNT(*) " + from)) {
      result.next();
      return result.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError("the database cannot be asked", e);
    }
  }

  private void assertLogs(String output) {
    List<String> errors =
        ERROR
            .matcher(output)
            .results()
            .map(found -> found.group())
            .filter(line -> !EXPECTED.matcher(line).find())
            .toList();
    assertThat(errors).as("errors in a server's log").isEmpty();
    for (Traveller traveller : travellers) {
      assertThat(traveller.secrets().stream().filter(output::contains).toList())
          .as("secrets of %s in a server's log", traveller.order().clientId())
          .isEmpty();
    }
  }
}
