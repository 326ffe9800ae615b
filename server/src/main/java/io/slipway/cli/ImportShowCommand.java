// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway import show}. */
@Command(name = "show", description = "Show how far an import is.")
final class ImportShowCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  ImportShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode job = connection.rest().get("_/imports/" + RestClient.encoded(id), Map.of());
    return show(job, () -> ImportText.print(job, out()));
  }
}
