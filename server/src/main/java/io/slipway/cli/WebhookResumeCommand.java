// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway webhook resume}. */
@Command(
    name = "resume",
    description = "Try at once what waits for a webhook, also where it was given up.")
final class WebhookResumeCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  WebhookResumeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode webhook = Nouns.WEBHOOK.find(connection.rest(), name);
    JsonNode resumed =
        connection
            .rest()
            .post(Nouns.WEBHOOK.path(webhook) + "/_resume", JsonNodeFactory.instance.objectNode());
    return show(
        resumed,
        () -> out().println("%s events are sent now.".formatted(Text.of(resumed, "waiting"))));
  }
}
