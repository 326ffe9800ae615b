// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway group list}. */
@Command(name = "list", description = "List the groups of provided services.")
final class GroupListCommand extends RestCommand {

  GroupListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get("_/provisionGroups", Map.of());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("GROUP", "DEFAULT", "NAME", "DESCRIPTION");
    // REST calls this list of groups so, as the original does.
    for (JsonNode group : answer.path("templates")) {
      table.row(
          Text.of(group, "name"),
          group.path("defaultGroup").asBoolean() ? "yes" : "-",
          Text.of(group, "displayName"),
          Text.of(group, "description"));
    }
    if (table.isEmpty()) {
      out().println("There are no groups.");
    } else {
      table.print(out());
    }
  }
}
