// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
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
  private static final Duration BEAT = Duration.ofMillis(500);

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
    JsonNode last = wait ? ended(connection, started) : started;
    show(last, () -> ImportText.print(last, out()));
    return last.path("failed").asLong() > 0 || last.path("state").asText().equals("FAILED")
        ? REFUSED
        : DONE;
  }

  private JsonNode ended(Connection connection, JsonNode started) {
    JsonNode job = started;
    String told = "";
    while (!ImportText.ended(job)) {
      String line = ImportText.progress(job);
      if (!line.equals(told)) {
        surroundings().err().print("\r" + line);
        surroundings().err().flush();
        told = line;
      }
      surroundings().pause().accept(BEAT);
      job = connection.rest().get("_/imports/" + started.path("id").asText(), Map.of());
    }
    surroundings().err().println("\r" + ImportText.progress(job));
    return job;
  }
}
