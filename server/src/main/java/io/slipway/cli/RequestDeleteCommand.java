// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway request delete}. */
@Command(
    name = "delete",
    description =
        "Delete a request with its attempts and its device's login, which ends for a device that"
            + " has arrived too.")
final class RequestDeleteCommand extends RestCommand {
  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  RequestDeleteCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode request = connection.named("provisionRequests", "request", name);
    connection.rest().delete("_/provisionRequests/" + request.path("id").asText());
    return show(request, () -> out().println("Request " + name + " is deleted."));
  }
}
