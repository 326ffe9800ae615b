// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway explain}. */
@Command(
    name = "explain",
    description = {
      "Tell why a device was, or was not, provisioned.",
      "Knows also of devices that nobody has ordered."
    })
final class ExplainCommand extends RestCommand {
  @Parameters(paramLabel = "CLIENT_ID", description = "What the device comes with.")
  private String clientId;

  ExplainCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer =
        connection.rest().get("_/provisionRequests/_explain", Map.of("clientId", clientId));
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    String cause = Text.of(answer, "failureCause");
    out()
        .println(
            Text.of(answer, "clientId")
                + ": "
                + Text.of(answer, "diagnosis")
                + (cause.equals("-") ? "" : " (" + cause + ")"));
    out().println();
    out().println(Text.of(answer, "reason"));
    out().println("What to do: " + Text.of(answer, "advice"));
    printKnown(answer);
    answer.path("rejections").forEach(this::printRejection);
    answer.path("executions").forEach(e -> RequestText.printExecution(e, out()));
  }

  private void printKnown(JsonNode answer) {
    String similar = Text.words(answer, "similarClientIds");
    if (!similar.equals("-")) {
      out().println("Perhaps meant: " + similar);
    }
    if (answer.has("provisionRequest")) {
      JsonNode request = answer.path("provisionRequest");
      out().println();
      Text.field(out(), "ordered", Text.time(request, "createdOn"));
      Text.field(out(), "status", Text.of(request, "executionStatus"));
      Text.field(out(), "user name", Text.of(request, "username"));
      Text.field(out(), "certificate", Text.of(request, "certificateDevId"));
      Text.field(out(), "attempts", Text.of(request, "attempts"));
    }
    Text.field(out(), "connection", connection(answer.path("device")));
  }

  private static String connection(JsonNode device) {
    String status = Text.of(device, "connectionStatus");
    return status.equals("-")
        ? status
        : status + " since " + Text.time(device, "since") + ", from " + Text.of(device, "clientIp");
  }

  private void printRejection(JsonNode rejection) {
    long count = rejection.path("count").asLong();
    out().println();
    out()
        .println(
            Text.time(rejection, "lastOn")
                + "  turned away: "
                + Text.of(rejection, "failureCause")
                + (count == 1
                    ? ""
                    : ", %d times since %s".formatted(count, Text.time(rejection, "firstOn"))));
    out().println("  " + Text.of(rejection, "check"));
    out()
        .println(
            "  at %s, from %s %s, as user %s"
                .formatted(
                    point(Text.of(rejection, "point")),
                    Text.of(rejection, "source"),
                    rejection.path("secure").asBoolean() ? "by TLS" : "without TLS",
                    Text.of(rejection, "username")));
    out().println("  the device was told: " + Text.of(rejection, "told"));
  }

  private static String point(String word) {
    return switch (word) {
      case "PROVISION_LOGIN" -> "the provision broker's door";
      case "PROVISION_MESSAGE" -> "the provision broker, after its login";
      case "ACCOUNT_LOGIN" -> "the account broker's door";
      default -> word;
    };
  }
}
