// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway service set}. */
@Command(
    name = "set",
    description = "Supply values for the placeholders of a template, in place of older ones.")
final class ServiceSetCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Parameters(index = "1", paramLabel = "FILE", description = "What REST takes, as YAML or JSON.")
  private Path file;

  ServiceSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer =
        connection
            .rest()
            .post(
                TemplateChoice.path(connection, template) + "/providedServices",
                DocumentFile.read(file));
    return show(
        answer,
        () ->
            out()
                .println(
                    "Service "
                        + Text.of(answer, "serviceId")
                        + " of group "
                        + Text.of(answer, "group")
                        + " is set."));
  }
}
