// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway webhook create}. */
@Command(
    name = "create",
    description = "Tell an address what happens to requests; its secret is shown only once.")
final class WebhookCreateCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "How it is to be called.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "URL",
      description = "Where events are posted to, such as https://example.org/hook.")
  private String url;

  @Mixin private WebhookTerms terms;

  WebhookCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name).put("url", url);
    terms.addTo(body);
    JsonNode created = connection.rest().post(Nouns.WEBHOOK.path(), body);
    return show(created, () -> WebhookText.printSecret(created, out()));
  }
}
