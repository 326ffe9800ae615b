// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway endpoint set}. */
@Command(
    name = "set",
    description = "Change where a broker is, or what it is there for.",
    footer = {"", "Devices that have arrived stay where they are."})
final class EndpointSetCommand extends RestCommand {
  @Parameters(paramLabel = "ENDPOINT", description = "Its address, as the list shows it, or id.")
  private String name;

  @Option(names = "--url", paramLabel = "URL", description = BrokerAddress.MEANT)
  private BrokerAddress address;

  @Mixin private BrokerUsages usages;

  EndpointSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode endpoint = Nouns.ENDPOINT.find(connection.rest(), name).deepCopy();
    Set<String> before = new LinkedHashSet<>();
    endpoint.path("usages").forEach(u -> before.add(u.path("name").asText()));
    if (address != null) {
      address.put(endpoint);
    }
    usages.put(endpoint, before);
    JsonNode changed = connection.rest().put(Nouns.ENDPOINT.path(endpoint), endpoint);
    return show(
        changed, () -> out().println("Endpoint " + ProvisionBrokers.url(changed) + " is changed."));
  }
}
