// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway service delete}. */
@Command(name = "delete", description = "Delete a service; what was ordered with it stays.")
final class ServiceDeleteCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Parameters(index = "1", paramLabel = "SERVICE", description = "The service's name.")
  private String service;

  @Parameters(index = "2", paramLabel = "GROUP", description = "The group that it is of.")
  private String group;

  ServiceDeleteCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode deleted =
        connection.rest().delete(ServiceShowCommand.path(connection, template, service, group));
    return show(
        deleted, () -> out().println("Service " + service + " of group " + group + " is deleted."));
  }
}
