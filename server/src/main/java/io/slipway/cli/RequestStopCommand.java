// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway request stop}. */
@Command(name = "stop", description = "Stop a request; its device is refused from now on.")
final class RequestStopCommand extends RestCommand {
  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  RequestStopCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = Nouns.REQUEST.path(connection.rest(), name);
    connection.rest().post(path + "/_stop", JsonNodeFactory.instance.objectNode());
    JsonNode stopped = connection.rest().get(path, Map.of());
    return show(stopped, () -> out().println("Request " + name + " is stopped."));
  }
}
