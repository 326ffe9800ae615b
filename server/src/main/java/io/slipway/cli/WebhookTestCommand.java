// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway webhook test}. */
@Command(
    name = "test",
    description = "Send an event that means nothing: exit code 0 where it is taken, else 1.")
final class WebhookTestCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  WebhookTestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode webhook = Nouns.WEBHOOK.find(connection.rest(), name);
    JsonNode answer =
        connection
            .rest()
            .post(Nouns.WEBHOOK.path(webhook) + "/_test", JsonNodeFactory.instance.objectNode());
    show(answer, () -> out().println(text(answer)));
    return answer.path("delivered").asBoolean() ? DONE : REFUSED;
  }

  private String text(JsonNode answer) {
    return answer.path("delivered").asBoolean()
        ? "Webhook %s took it within %d ms (status %d)."
            .formatted(name, answer.path("millis").asLong(), answer.path("status").asInt())
        : "Webhook " + name + " did not take it: " + Text.of(answer, "problem");
  }
}
