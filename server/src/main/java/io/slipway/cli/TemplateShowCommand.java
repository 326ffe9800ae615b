// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway template show}. */
@Command(name = "show", description = "Show a template, as YAML that template set takes.")
final class TemplateShowCommand extends RestCommand {
  @Parameters(paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  TemplateShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get(TemplateChoice.path(connection, template), Map.of());
    return show(answer, () -> out().println(DocumentFile.text(answer)));
  }
}
