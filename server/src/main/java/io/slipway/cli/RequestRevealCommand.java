// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway request reveal}. */
@Command(
    name = "reveal",
    description = "Show what a device needs to log in; its password is shown once.")
final class RequestRevealCommand extends RestCommand {
  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  RequestRevealCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode request = Nouns.REQUEST.find(connection.rest(), name);
    String path = Nouns.REQUEST.path(request) + "/_reveal";
    JsonNode answer = connection.rest().post(path, JsonNodeFactory.instance.objectNode());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Text.field(out(), "client id", Text.of(answer, "clientId"));
    Text.field(out(), "user name", Text.of(answer, "username"));
    Text.field(out(), "password", Text.of(answer, "password"));
    Text.field(out(), "activation key", Text.of(answer, "activationKey"));
  }
}
