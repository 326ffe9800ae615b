// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway endpoint list}. */
@Command(name = "list", description = "List the brokers that the account knows.")
final class EndpointListCommand extends RestCommand {
  @Option(
      names = "--usage",
      paramLabel = "USAGE",
      description = "Only these: MESSAGE_BROKER or PROVISION.")
  private String usage;

  @Mixin private ListOptions list;

  EndpointListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> query = list.query();
    if (usage != null) {
      query.put("usage", usage);
    }
    JsonNode answer = connection.rest().get("_/endpointInfos", query);
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("ADDRESS", "USAGES", "ID");
    for (JsonNode endpoint : answer.path("items")) {
      table.row(ProvisionBrokers.url(endpoint), usages(endpoint), Text.of(endpoint, "id"));
    }
    list.print(table, answer, "There are no such endpoints.", out());
  }

  private static String usages(JsonNode endpoint) {
    return StreamSupport.stream(endpoint.path("usages").spliterator(), false)
        .map(u -> Text.of(u, "name"))
        .collect(Collectors.joining(", "));
  }
}
