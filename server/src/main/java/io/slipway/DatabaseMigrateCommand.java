// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.slipway.cli.Surroundings;
import io.slipway.store.jdbc.DatabaseState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway database migrate}. */
@Command(
    name = "migrate",
    description = "Bring the database to the version of this program.",
    footer = {
      "",
      "Nodes of the version before go on working meanwhile and afterwards, so nodes",
      "can be replaced one after the other. One version at a time."
    })
final class DatabaseMigrateCommand extends LocalCommand {
  @Option(names = "--json", description = "Answer as JSON.")
  private boolean json;

  DatabaseMigrateCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) {
    refuseWhereAServerWorks(settings);
    DatabaseState before = DatabaseState.of(settings.database());
    DatabaseState.migrate(settings.database());
    DatabaseState after = DatabaseState.of(settings.database());
    int from = before.schema().orElse(0);
    int to = after.schema().orElse(0);
    if (json) {
      out()
          .println(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("from", from)
                  .put("to", to)
                  .put("programSchema", after.known())
                  .toPrettyString());
    } else if (from == to) {
      out().println("Nothing to do: schema " + DatabaseStatusCommand.fit(after) + ".");
    } else {
      out().println("Brought " + after.name() + " from version " + from + " to " + to + ".");
    }
  }

  /** Over PostgreSQL nodes of two versions work together; a database in a file is one server's. */
  private static void refuseWhereAServerWorks(ServerConfig settings) {
    if (!settings.sharesDatabase() && DataDirectory.inUse(settings.data())) {
      throw StartRefusedException.because(
          "a server works in "
              + settings.data()
              + "; stop it, and start the new version: it brings its database up to date itself");
    }
  }
}
