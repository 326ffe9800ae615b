// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway template schema}. */
@Command(name = "schema", description = "Show what services have to supply for a template.")
final class TemplateSchemaCommand extends RestCommand {
  @Parameters(paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  TemplateSchemaCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer =
        connection.rest().get(TemplateChoice.path(connection, template) + "/schema", Map.of());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("SERVICE", "VALUE", "TYPE", "LIST");
    for (JsonNode service : answer.path("services")) {
      for (JsonNode field : service.path("schema")) {
        table.row(
            Text.of(service, "serviceId"),
            Text.of(field, "id"),
            Text.of(field, "type"),
            field.path("array").asBoolean() ? "yes" : "-");
      }
    }
    if (table.isEmpty()) {
      out().println("The template has no placeholders.");
    } else {
      table.print(out());
    }
  }
}
