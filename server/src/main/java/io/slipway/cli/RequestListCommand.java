// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway request list}. */
@Command(name = "list", description = "List provision requests, the newest first.")
final class RequestListCommand extends RestCommand {
  enum Status {
    CREATED,
    RUNNING,
    COMPLETED,
    FAILED,
    STOPPED
  }

  @Option(
      names = "--status",
      description = "Only these: created, running, completed, failed or stopped.")
  private Status status;

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description = "Only those whose client id or user name begins like this.")
  private String match;

  @Mixin private ListOptions list;

  RequestListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> query = list.query();
    if (status != null) {
      query.put("executionStatus", status.name().toUpperCase(Locale.ROOT));
    }
    if (match != null) {
      query.put("matchTerm", match);
    }
    JsonNode answer = connection.rest().get("_/provisionRequests", query);
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("CLIENT ID", "STATUS", "STEP", "ATTEMPTS", "CAUSE", "CREATED", "ID");
    for (JsonNode request : answer.path("items")) {
      table.row(
          Text.of(request, "clientId"),
          Text.of(request, "executionStatus"),
          RequestText.detail(request, "step"),
          RequestText.detail(request, "attempts"),
          RequestText.detail(request, "failureCause"),
          Text.time(request, "createdOn"),
          Text.of(request, "id"));
    }
    list.print(table, answer, "There are no such requests.", out());
  }
}
