// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway request set}. */
@Command(
    name = "set",
    description = "Change what the next attempt of a request is to follow.",
    footer = {"", "What is not given stays; an attempt that runs ends as it began."})
final class RequestSetCommand extends RestCommand {
  @Parameters(paramLabel = "REQUEST", description = "Client id or id.")
  private String name;

  @Mixin private RequestOptions options;

  @Option(names = "--no-expiry", description = "It waits for its device for ever.")
  private boolean noExpiry;

  @ArgGroup private Switch status;

  RequestSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = Nouns.REQUEST.path(connection.rest(), name) + "/options";
    ObjectNode body = connection.rest().get(path).deepCopy();
    Instant now = surroundings().clock().instant();
    ObjectNode activation = body.withObject("/activationOptions");
    if (noExpiry) {
      activation.remove("expiresOn");
    }
    Switch.put(activation, status);
    options.put(body, now);
    JsonNode changed = connection.rest().put(path, body);
    return show(changed, () -> out().println("Request " + name + " is changed."));
  }
}
