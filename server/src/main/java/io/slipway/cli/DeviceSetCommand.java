// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway device set}. */
@Command(
    name = "set",
    description = "Change what is known of a device, or whether it is let in.",
    footer = {"", "A device that is disabled has to leave its account's broker at once."})
final class DeviceSetCommand extends RestCommand {
  @Parameters(paramLabel = "DEVICE", description = "Client id or id.")
  private String name;

  @Mixin private DeviceOptions options;

  DeviceSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode device = Nouns.DEVICE.find(connection.rest(), name).deepCopy();
    options.put(device);
    JsonNode changed = connection.rest().put(Nouns.DEVICE.path(device), device);
    return show(changed, () -> out().println("Device " + name + " is changed."));
  }
}
