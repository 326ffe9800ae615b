// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway device delete-event}. */
@Command(name = "delete-event", description = "Delete an event of a device.")
final class DeviceDeleteEventCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "DEVICE", description = "Client id or id.")
  private String device;

  @Parameters(index = "1", paramLabel = "EVENT", description = "The event's id.")
  private String event;

  DeviceDeleteEventCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path =
        Nouns.DEVICE.path(connection.rest(), device) + "/events/" + RestClient.encoded(event);
    JsonNode deleted = connection.rest().delete(path);
    return show(deleted, () -> out().println("The event " + event + " is deleted."));
  }
}
