// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway device list}. */
@Command(name = "list", description = "List the account's devices, the newest first.")
final class DeviceListCommand extends RestCommand {
  enum Status {
    CONNECTED,
    DISCONNECTED,
    MISSING
  }

  @Option(names = "--status", description = "Only these: connected, disconnected or missing.")
  private Status status;

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description = "Only those whose client id begins like this.")
  private String match;

  @Mixin private ListOptions list;

  DeviceListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> query = list.query();
    if (status != null) {
      query.put("status", status.name());
    }
    if (match != null) {
      query.put("matchTerm", match);
    }
    query.put("fetchAttributes", "connection");
    JsonNode answer = connection.rest().get("_/devices", query);
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("CLIENT ID", "CONNECTION", "SINCE", "ADDRESS", "LAST EVENT", "ID");
    for (JsonNode device : answer.path("items")) {
      table.row(
          Text.of(device, "clientId"),
          Text.of(device, "connection.status"),
          Text.time(device, "connection.modifiedOn"),
          Text.of(device, "connection.clientIp"),
          Text.of(device, "lastEvent.resource"),
          Text.of(device, "id"));
    }
    list.print(table, answer, "There are no such devices.", out());
  }
}
