// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway connection show}. */
@Command(name = "show", description = "Show a device's connection with its options.")
final class ConnectionShowCommand extends RestCommand {
  @Parameters(paramLabel = "DEVICE", description = "Client id or id.")
  private String name;

  ConnectionShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode one = Nouns.CONNECTION.find(connection.rest(), name);
    JsonNode options = connection.rest().get(Nouns.CONNECTION.path(one) + "/options");
    ObjectNode whole = one.deepCopy();
    whole.set("options", options);
    return show(whole, () -> print(one, options));
  }

  private void print(JsonNode one, JsonNode options) {
    Nouns.CONNECTION.print(one, out());
    Text.field(out(), "authentication", Text.of(options, "authenticationType"));
    Text.field(out(), "user coupling", Text.of(options, "userCouplingMode"));
  }
}
