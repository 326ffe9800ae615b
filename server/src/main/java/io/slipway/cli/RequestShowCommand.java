// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway request show}. */
@Command(name = "show", description = "Show a request with its attempts and what happened in them.")
final class RequestShowCommand extends RestCommand {
  private static final String ATTEMPTS_SHOWN = "5";

  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  RequestShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode request = Nouns.REQUEST.find(connection.rest(), name);
    JsonNode executions =
        connection
            .rest()
            .get(Nouns.REQUEST.path(request) + "/executions", Map.of("limit", ATTEMPTS_SHOWN));
    ObjectNode whole = request.deepCopy();
    whole.set("executions", executions.path("items"));
    return show(
        whole,
        () -> {
          RequestText.print(request, out());
          executions.path("items").forEach(e -> RequestText.printExecution(e, out()));
        });
  }
}
