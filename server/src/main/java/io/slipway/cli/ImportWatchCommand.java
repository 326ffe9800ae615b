// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway import watch}. */
@Command(
    name = "watch",
    description = "Wait until an import has ended, and show how far it is.",
    footer = {"", "Exit code 0 where all its rows were ordered, 1 where some were not."})
final class ImportWatchCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  ImportWatchCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode job =
        ImportEnd.await(connection, surroundings(), Nouns.IMPORT.find(connection.rest(), id));
    show(job, () -> ImportText.print(job, out()));
    return ImportEnd.exitCode(job);
  }
}
