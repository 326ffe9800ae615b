// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway group set}. */
@Command(
    name = "set",
    description = "Make a group of provided services, or replace what is said of it.")
final class GroupSetCommand extends RestCommand {
  @Parameters(paramLabel = "GROUP", description = "The group's name.")
  private String name;

  @Option(names = "--display-name", paramLabel = "TEXT", description = "What people call it.")
  private String displayName;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private String description;

  @Option(
      names = "--default",
      description = "It counts where an order names no group and there is no default service.")
  private boolean standard;

  GroupSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name).put("defaultGroup", standard);
    if (displayName != null) {
      body.put("displayName", displayName);
    }
    if (description != null) {
      body.put("description", description);
    }
    JsonNode answer = connection.rest().post("_/provisionGroups", body);
    return show(answer, () -> out().println("Group " + name + " is set."));
  }
}
