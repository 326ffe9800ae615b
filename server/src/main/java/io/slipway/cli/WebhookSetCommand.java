// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway webhook set}. */
@Command(name = "set", description = "Change where a webhook leads, or what it is told.")
final class WebhookSetCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  @Option(names = "--name", paramLabel = "NAME", description = "Its name from now on.")
  private String newName;

  @Option(names = "--url", paramLabel = "URL", description = "Where events are posted to.")
  private String url;

  @Option(names = "--enable", description = "Tell it again what happens from now on.")
  private boolean enable;

  @Option(names = "--disable", description = "Tell it nothing for now; what waits for it is kept.")
  private boolean disable;

  @Mixin private WebhookTerms terms;

  WebhookSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    if (enable && disable) {
      throw new CliException("--enable and --disable are opposites");
    }
    ObjectNode webhook = Nouns.WEBHOOK.find(connection.rest(), name).deepCopy();
    if (newName != null) {
      webhook.put("name", newName);
    }
    if (url != null) {
      webhook.put("url", url);
    }
    if (enable || disable) {
      webhook.put("enabled", enable);
    }
    terms.addTo(webhook);
    JsonNode changed = connection.rest().put(Nouns.WEBHOOK.path(webhook), webhook);
    return show(changed, () -> out().println("Webhook " + name + " is changed."));
  }
}
