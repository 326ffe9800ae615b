// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway package download}. */
@Command(name = "download", description = "Write a package to a file, when its hash is right.")
final class PackageDownloadCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "NAME:VERSION or id.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file; one that is there is replaced.")
  private Path file;

  PackageDownloadCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode one = Nouns.PACKAGE.find(connection.rest(), name);
    connection.rest().save(Nouns.PACKAGE.path(one) + "/content", file, one.path("sha256").asText());
    return show(one, () -> out().println(name + " is in " + file + "."));
  }
}
