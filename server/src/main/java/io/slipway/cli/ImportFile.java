// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file of orders, and what they are to be made from. */
final class ImportFile {
  @Parameters(
      paramLabel = "FILE",
      description = "Ending with .csv, .tsv, .jsonl, .ndjson or .json.")
  private Path file;

  @Option(names = "--template", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Option(
      names = "--service",
      paramLabel = "SERVICE=GROUP",
      description = "The group whose values fill a service's placeholders.")
  private Map<String, String> services = Map.of();

  JsonNode send(Connection connection, String path, Map<String, String> more) {
    String type = type();
    Map<String, String> query = new LinkedHashMap<>();
    if (template != null) {
      query.put("template", TemplateChoice.id(connection, template));
    }
    if (!services.isEmpty()) {
      query.put(
          "services",
          services.entrySet().stream()
              .map(s -> s.getKey() + "=" + s.getValue())
              .collect(Collectors.joining(",")));
    }
    query.putAll(more);
    String text =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + RestClient.encoded(e.getValue()))
            .collect(Collectors.joining("&"));
    return connection.rest().upload(path + "?" + text, file, type);
  }

  private String type() {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return "text/csv";
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return "application/jsonl";
    }
    if (name.endsWith(".json")) {
      return "application/json";
    }
    throw new CliException(
        "say by the file's ending what it is: .csv, .tsv, .jsonl, .ndjson or .json");
  }
}
