// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway manufacturer create}. */
@Command(
    name = "create",
    description = "Let devices log in by certificates that a manufacturer gave them.",
    footer = {"", "Only those come in that are ordered: request create --certificate-dev-id."})
final class ManufacturerCreateCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "How it is to be called.")
  private String name;

  @Option(
      names = "--ca",
      required = true,
      paramLabel = "FILE",
      description = {
        "Its authority's certificate, as PEM or DER; as PEM those of",
        "authorities below it may follow."
      })
  private Path ca;

  @Mixin private ManufacturerFiles files;

  ManufacturerCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
    body.put("certificates", ManufacturerFiles.pem(ca, "CERTIFICATE"));
    files.addTo(body);
    JsonNode created = connection.rest().post(TrustNouns.MANUFACTURER.path(), body);
    return show(
        created,
        () -> {
          out().println("Manufacturer " + name + " is trusted. Compare with what it publishes:");
          out().println("SHA-256 " + Text.of(created, "fingerprint"));
        });
  }
}
