// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway service show}. */
@Command(name = "show", description = "Show a service, as YAML that service set takes.")
final class ServiceShowCommand extends RestCommand {
  @Mixin private ServiceChoice which;

  ServiceShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get(which.path(connection));
    return show(answer, () -> out().println(DocumentFile.text(answer)));
  }
}
