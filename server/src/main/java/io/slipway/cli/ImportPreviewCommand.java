// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway import preview}. */
@Command(
    name = "preview",
    description = "Show what the device of one row would receive, and order nothing.")
final class ImportPreviewCommand extends RestCommand {
  @Mixin private ImportFile file;

  @Option(
      names = "--row",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which row, 1 for the first (default: ${DEFAULT-VALUE}).")
  private int row;

  ImportPreviewCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> which = Map.of("row", Integer.toString(row));
    JsonNode answer = file.send(connection, "_/imports/_preview", which);
    return show(answer, () -> out().println(Text.lines(answer.path("configuration").asText())));
  }
}
