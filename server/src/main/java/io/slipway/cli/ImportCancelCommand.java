// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway import cancel}. */
@Command(name = "cancel", description = "End an import; what was ordered by then stays.")
final class ImportCancelCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  ImportCancelCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = "_/imports/" + RestClient.encoded(id) + "/_cancel";
    JsonNode job = connection.rest().post(path, JsonNodeFactory.instance.objectNode());
    return show(job, () -> ImportText.print(job, out()));
  }
}
