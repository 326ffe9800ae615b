// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway webhook rotate}. */
@Command(
    name = "rotate",
    description = "Give a webhook another secret, which counts at once and is shown only now.")
final class WebhookRotateCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  WebhookRotateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode webhook = Nouns.WEBHOOK.find(connection.rest(), name);
    JsonNode rotated =
        connection
            .rest()
            .post(Nouns.WEBHOOK.path(webhook) + "/_rotate", JsonNodeFactory.instance.objectNode());
    return show(rotated, () -> WebhookText.printSecret(rotated, out()));
  }
}
