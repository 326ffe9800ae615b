// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway request rearm}. */
@Command(
    name = "rearm",
    description = "Let a device be provisioned once more, as after a factory reset.",
    footer = {
      "",
      "It logs in as it was ordered, and gets other credentials for its account.",
      "Those that it has now count until it arrives with the new ones."
    })
final class RequestRearmCommand extends RestCommand {
  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  @Option(
      names = "--new-activation-key",
      description = "The device needs another activation key than before.")
  private boolean freshKey;

  RequestRearmCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = Nouns.REQUEST.path(connection.rest(), name);
    JsonNode rearmed =
        connection
            .rest()
            .post(
                path + "/_rearm",
                JsonNodeFactory.instance.objectNode().put("generateActivationKey", freshKey));
    return show(
        rearmed,
        () -> {
          out().println("Request " + name + " waits for its device again.");
          if (freshKey) {
            Text.field(out(), "activation key", Text.of(rearmed, "activationKey"));
          }
        });
  }
}
