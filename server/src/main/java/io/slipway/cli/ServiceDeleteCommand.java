// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway service delete}. */
@Command(name = "delete", description = "Delete a service; what was ordered with it stays.")
final class ServiceDeleteCommand extends RestCommand {
  @Mixin private ServiceChoice which;

  ServiceDeleteCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode deleted = connection.rest().delete(which.path(connection));
    return show(deleted, () -> out().println("Service " + which + " is deleted."));
  }
}
