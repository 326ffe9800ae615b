// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway service list}. */
@Command(name = "list", description = "List what fills the placeholders of a template.")
final class ServiceListCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  ServiceListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer =
        connection
            .rest()
            .get(TemplateChoice.path(connection, template) + "/providedServices", Map.of());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("SERVICE", "GROUP", "DEFAULT", "NAME");
    for (JsonNode service : answer.path("schema")) {
      table.row(
          Text.of(service, "serviceId"),
          Text.of(service, "group"),
          service.path("defaultService").asBoolean() ? "yes" : "-",
          Text.of(service, "displayName"));
    }
    if (table.isEmpty()) {
      out().println("The template has no services.");
    } else {
      table.print(out());
    }
  }
}
