// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway template delete}. */
@Command(
    name = "delete",
    description = "Delete a template with its services; what was ordered with it stays.")
final class TemplateDeleteCommand extends RestCommand {
  @Parameters(paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  TemplateDeleteCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode deleted = connection.rest().delete(TemplateChoice.path(connection, template));
    return show(deleted, () -> out().println("Template " + template + " is deleted."));
  }
}
