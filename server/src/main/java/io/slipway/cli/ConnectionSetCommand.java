// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway connection set}. */
@Command(
    name = "set",
    description = "Change the options of a device's connection, where the server lets them be.")
final class ConnectionSetCommand extends RestCommand {
  @Parameters(paramLabel = "DEVICE", description = "Client id or id.")
  private String name;

  @Option(
      names = "--user-coupling",
      paramLabel = "MODE",
      required = true,
      description = RequestOptions.COUPLING_MEANT)
  private RequestOptions.Coupling coupling;

  ConnectionSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = Nouns.CONNECTION.path(connection.rest(), name) + "/options";
    ObjectNode options = connection.rest().get(path).deepCopy();
    JsonNode changed =
        connection.rest().put(path, options.put("userCouplingMode", coupling.name()));
    return show(changed, () -> out().println("The connection of " + name + " is changed."));
  }
}
