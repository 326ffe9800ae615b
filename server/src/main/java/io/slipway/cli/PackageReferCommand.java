// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway package refer}. */
@Command(name = "refer", description = "Note an application that is kept elsewhere.")
final class PackageReferCommand extends RestCommand {
  @Parameters(paramLabel = "URL", description = "Where it is.")
  private String url;

  @Option(names = "--name", paramLabel = "NAME", required = true, description = "Its name.")
  private String name;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      required = true,
      description = "Its version.")
  private String version;

  @Option(
      names = "--handler",
      paramLabel = "HANDLER",
      description = "What installs it on a device; dp unless given.")
  private String handler = "dp";

  @Option(names = "--sha256", paramLabel = "HEX", required = true, description = "Its SHA-256.")
  private String sha256;

  @Option(names = "--size", paramLabel = "BYTES", required = true, description = "Its size.")
  private int size;

  PackageReferCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", name)
            .put("version", version)
            .put("handler", handler)
            .put("url", url)
            .put("sha256", sha256)
            .put("size", size);
    JsonNode made = connection.rest().post(Nouns.PACKAGE.path(), body);
    return show(made, () -> Nouns.PACKAGE.print(made, out()));
  }
}
