// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway template list}. */
@Command(name = "list", description = "List the account's templates.")
final class TemplateListCommand extends RestCommand {

  TemplateListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get("_/provisionTemplates", Map.of());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("NAME", "DEFAULT", "DESCRIPTION", "ID");
    for (JsonNode template : answer.path("templates")) {
      table.row(
          Text.of(template, "displayName"),
          template.path("defaultTemplate").asBoolean() ? "yes" : "-",
          Text.of(template, "description"),
          Text.of(template, "templateId"));
    }
    if (table.isEmpty()) {
      out().println("There are no templates.");
    } else {
      table.print(out());
    }
  }
}
