// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that asks the server that somebody is logged in at. */
abstract class RestCommand implements Callable<Integer> {
  static final int DONE = 0;
  static final int REFUSED = 1;

  private final Surroundings surroundings;

  @Option(names = "--json", description = "Print the server's answer as JSON.")
  private boolean json;

  RestCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() {
    try (Connection connection = Connection.open(surroundings)) {
      return run(connection);
    }
  }

  /** Does what the command is for. */
  abstract int run(Connection connection);

  final Surroundings surroundings() {
    return surroundings;
  }

  final PrintWriter out() {
    return surroundings.out();
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
