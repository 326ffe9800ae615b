// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway group delete}. */
@Command(name = "delete", description = "Delete a group that no service is of.")
final class GroupDeleteCommand extends RestCommand {
  @Parameters(paramLabel = "GROUP", description = "The group's name.")
  private String name;

  GroupDeleteCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode deleted = connection.rest().delete("_/provisionGroups/" + RestClient.encoded(name));
    return show(deleted, () -> out().println("Group " + name + " is deleted."));
  }
}
