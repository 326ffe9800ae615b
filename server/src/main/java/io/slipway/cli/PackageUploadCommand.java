// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway package upload}. */
@Command(
    name = "upload",
    description = "Keep an application that devices can be given. A .dp says its name itself.")
final class PackageUploadCommand extends RestCommand {
  private static final int WHOLE = 100;

  @Parameters(paramLabel = "FILE", description = "What a device is to receive.")
  private Path file;

  @Option(names = "--name", paramLabel = "NAME", description = "What it is called.")
  private String name;

  @Option(names = "--version", paramLabel = "VERSION", description = "Its version.")
  private String version;

  @Option(
      names = "--handler",
      paramLabel = "HANDLER",
      description = "What installs it on a device; dp for a file ending so.")
  private String handler;

  @Option(names = "--sha256", paramLabel = "HEX", description = "What its SHA-256 has to be.")
  private String sha256;

  PackageUploadCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "name", name);
    put(query, "version", version);
    put(query, "handler", handler == null && !isArchive() ? "file" : handler);
    put(query, "sha256", sha256);
    String text =
        query.entrySet().stream()
            .map(e -> e.getKey() + "=" + RestClient.encoded(e.getValue()))
            .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    long size = Math.max(1, file.toFile().length());
    ProgressBar bar = new ProgressBar(surroundings());
    JsonNode made =
        connection
            .rest()
            .upload(
                Nouns.PACKAGE.path() + text,
                file,
                "application/octet-stream",
                sent -> bar.at((int) (WHOLE * sent / size), sent + " bytes"));
    bar.end(WHOLE, size + " bytes");
    return show(made, () -> Nouns.PACKAGE.print(made, out()));
  }

  private boolean isArchive() {
    return file.getFileName().toString().endsWith(".dp");
  }

  private static void put(Map<String, String> query, String parameter, String value) {
    if (value != null) {
      query.put(parameter, value);
    }
  }
}
