// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway import start}. */
@Command(
    name = "start",
    description =
        "Order the devices of a file: CSV with a line of names, JSON lines, or bulk JSON.")
final class ImportStartCommand extends RestCommand {
  @Mixin private ImportFile file;

  @Option(names = "--dry-run", description = "Look at every row, and order nothing.")
  private boolean dryRun;

  @Option(
      names = "--overwrite",
      description = "Replace requests that there are already, unless they are running.")
  private boolean overwrite;

  @Option(names = "--wait", description = "Wait until it has ended, and show how far it is.")
  private boolean wait;

  ImportStartCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> terms = new LinkedHashMap<>();
    terms.put("dryRun", Boolean.toString(dryRun));
    terms.put("overwriteIfDuplicate", Boolean.toString(overwrite));
    JsonNode started = file.send(connection, "_/imports", terms);
    JsonNode last = wait ? ImportEnd.await(connection, surroundings(), started) : started;
    show(last, () -> ImportText.print(last, out()));
    return ImportEnd.exitCode(last);
  }
}
