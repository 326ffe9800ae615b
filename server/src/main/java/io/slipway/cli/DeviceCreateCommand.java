// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway device create}. */
@Command(
    name = "create",
    description = "Make a device known that has not come yet.",
    footer = {"", "It gets no login by that: order it with request create to have it provisioned."})
final class DeviceCreateCommand extends RestCommand {
  @Parameters(paramLabel = "CLIENT_ID", description = "The device's MQTT client id.")
  private String clientId;

  @Mixin private DeviceOptions options;

  DeviceCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("clientId", clientId);
    options.put(body);
    JsonNode created = connection.rest().post(Nouns.DEVICE.path(), body);
    return show(
        created,
        () -> out().println("Device " + clientId + " created, id " + Text.of(created, "id") + "."));
  }
}
