// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway import failures}. */
@Command(
    name = "failures",
    description = "Print the rows that failed as CSV, which can be mended and imported again.")
final class ImportFailuresCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  ImportFailuresCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = "_/imports/" + RestClient.encoded(id) + "/failures";
    connection.rest().download(path, line -> out().println(line));
    return DONE;
  }
}
