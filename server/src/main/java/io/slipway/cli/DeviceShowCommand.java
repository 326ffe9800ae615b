// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway device show}. */
@Command(name = "show", description = "Show a device with its latest events.")
final class DeviceShowCommand extends RestCommand {
  private static final String EVENTS_SHOWN = "20";

  /** Shown in a better way, or of no use to people. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "type",
          "id",
          "clientId",
          "scopeId",
          "createdBy",
          "createdOn",
          "modifiedOn",
          "modifiedBy",
          "optlock",
          "connectionId",
          "lastEventId");

  @Parameters(paramLabel = "DEVICE", description = "Client id or id.")
  private String name;

  DeviceShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode device = Nouns.DEVICE.find(connection.rest(), name);
    JsonNode events =
        connection.rest().get(Nouns.DEVICE.path(device) + "/events", Map.of("limit", EVENTS_SHOWN));
    ObjectNode whole = device.deepCopy();
    whole.set("events", events.path("items"));
    return show(whole, () -> print(device, events));
  }

  private void print(JsonNode device, JsonNode events) {
    Text.field(out(), "client id", Text.of(device, "clientId"));
    Text.field(out(), "id", Text.of(device, "id"));
    Text.field(out(), "connection", Text.of(device, "connection.status"));
    Text.field(out(), "since", Text.time(device, "connection.modifiedOn"));
    Text.field(out(), "address", Text.of(device, "connection.clientIp"));
    Text.field(out(), "protocol", Text.of(device, "connection.protocol"));
    device
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !LEFT_OUT.contains(field.getKey())) {
                Text.field(out(), field.getKey(), Text.plain(field.getValue().asText()));
              }
            });
    device
        .path("extendedProperties")
        .forEach(p -> Text.field(out(), Text.of(p, "name"), Text.of(p, "value")));
    if (events.path("items").isEmpty()) {
      return;
    }
    out().println();
    Table table = new Table("TIME", "EVENT", "WHAT");
    for (JsonNode event : events.path("items")) {
      table.row(
          Text.time(event, "receivedOn"),
          Text.of(event, "resource"),
          Text.of(event, "eventMessage"));
    }
    table.print(out());
  }
}
