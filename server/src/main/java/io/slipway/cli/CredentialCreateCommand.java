// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway credential create}. */
@Command(name = "create", description = "Make an API key for a user; it is shown only once.")
final class CredentialCreateCommand extends RestCommand {
  @Parameters(paramLabel = "USER", description = "Name or id of whom it is for.")
  private String name;

  @ArgGroup private Expiry expiry;

  CredentialCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode user = Nouns.USER.find(connection.rest(), name);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("userId", user.path("id").asText())
            .put("credentialType", "API_KEY");
    Expiry.put(body, expiry, surroundings().clock().instant());
    JsonNode created = connection.rest().post(Nouns.CREDENTIAL.path(), body);
    return show(created, () -> print(created));
  }

  private void print(JsonNode created) {
    out().println("API key of " + name + ", shown only now:");
    out().println(Text.of(created, "credentialKey"));
    out().println("Use it with: SLIPWAY_API_KEY=… slipway login");
  }
}
