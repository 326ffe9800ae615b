// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway request wait}. */
@Command(
    name = "wait",
    description = "Wait until a request is completed: exit code 0 then, 1 where that fails.")
final class RequestWaitCommand extends RestCommand {
  private static final Duration BEAT = Duration.ofMillis(250);

  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Wait no longer than this (default: ${DEFAULT-VALUE}).")
  private long timeout;

  RequestWaitCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Instant end = surroundings().clock().instant().plusSeconds(timeout);
    JsonNode request = Nouns.REQUEST.find(connection.rest(), name);
    String path = Nouns.REQUEST.path(request);
    String told = "";
    while (!over(request)) {
      String status = RequestText.status(request);
      if (!status.equals(told)) {
        surroundings().err().println(status);
        told = status;
      }
      if (!surroundings().clock().instant().isBefore(end)) {
        throw new CliException(name + " is not completed after " + timeout + " s: " + status);
      }
      surroundings().pause().accept(BEAT);
      request = connection.rest().get(path, Map.of());
    }
    JsonNode last = request;
    show(last, () -> out().println(RequestText.status(last)));
    return last.path("executionStatus").asText().equals("COMPLETED") ? DONE : REFUSED;
  }

  /** A failed request may run again as long as attempts are left. */
  private static boolean over(JsonNode request) {
    return switch (request.path("executionStatus").asText()) {
      case "COMPLETED", "STOPPED" -> true;
      case "FAILED" -> RequestText.detail(request, "failureCause").equals("ATTEMPTS_EXHAUSTED");
      default -> false;
    };
  }
}
