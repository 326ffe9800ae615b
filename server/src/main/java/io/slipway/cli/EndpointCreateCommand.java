// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway endpoint create}. */
@Command(name = "create", description = "Make a broker known, to send devices to.")
final class EndpointCreateCommand extends RestCommand {
  @Parameters(paramLabel = "URL", description = BrokerAddress.MEANT)
  private BrokerAddress address;

  @Mixin private BrokerUsages usages;

  EndpointCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "endpointInfo");
    address.put(body);
    usages.put(body, Set.of("MESSAGE_BROKER"));
    JsonNode created = connection.rest().post(Nouns.ENDPOINT.path(), body);
    return show(created, () -> print(created));
  }

  private void print(JsonNode created) {
    String url = ProvisionBrokers.url(created);
    out().println("Endpoint " + url + " created, id " + Text.of(created, "id") + ".");
  }
}
