// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that asks the server that somebody is logged in at. */
abstract class RestCommand implements Callable<Integer> {
  static final int DONE = 0;
  static final int REFUSED = 1;

  private final Surroundings surroundings;

  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean json;

  @Option(
      names = "--account",
      paramLabel = "NAME",
      description = "Act in this account below your own.")
  private String account;

  RestCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() {
    try (Connection connection = connected()) {
      return run(connection);
    }
  }

  /** Logged in, and acting in the account that is asked for. */
  final Connection connected() {
    Connection connection = Connection.open(surroundings);
    try {
      if (account != null) {
        connection.rest().actIn(accountId(connection));
      }
      return connection;
    } catch (RuntimeException refused) {
      connection.close();
      throw refused;
    }
  }

  /** What a command that is to follow has to say to act in the same account. */
  final String inAccount() {
    return account == null ? "" : " --account " + account;
  }

  /** Whether it is to act in another account than one's own. */
  final boolean elsewhere() {
    return account != null;
  }

  private String accountId(Connection connection) {
    JsonNode found =
        connection
            .rest()
            .get("_/accounts", Map.of("name", account, "recursive", "true", "limit", "1"));
    if (found.path("items").isEmpty()) {
      throw new CliException("there is no account " + account + " below yours");
    }
    return found.at("/items/0/id").asText();
  }

  /** Whether JSON is wanted. */
  final boolean json() {
    return json;
  }

  /** Does what the command is for. */
  abstract int run(Connection connection);

  final Surroundings surroundings() {
    return surroundings;
  }

  final PrintWriter out() {
    return surroundings.out();
  }

  /** Prints one of many, in one line. */
  final void showLine(JsonNode answer, String forPeople) {
    out().println(json ? answer.toString() : forPeople);
    out().flush();
  }

  /** Prints JSON where that is wanted, otherwise what is for people. */
  final int show(JsonNode answer, Runnable forPeople) {
    if (json) {
      out().println(answer.toPrettyString());
    } else {
      forPeople.run();
    }
    return DONE;
  }
}
