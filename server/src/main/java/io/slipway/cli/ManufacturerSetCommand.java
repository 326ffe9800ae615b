// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway manufacturer set}. */
@Command(name = "set", description = "Change what counts as revoked of a manufacturer's devices.")
final class ManufacturerSetCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  @Option(names = "--no-crl", description = "Forget its revocation list.")
  private boolean withoutCrl;

  @Mixin private ManufacturerFiles files;

  ManufacturerSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    if (!files.given() && !withoutCrl) {
      throw new CliException("nothing is to be changed: give --crl, --crl-policy or --no-crl");
    }
    JsonNode known = TrustNouns.MANUFACTURER.find(connection.rest(), name);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("optlock", known.path("optlock"));
    if (withoutCrl) {
      body.put("crl", "");
    }
    files.addTo(body);
    JsonNode changed = connection.rest().put(TrustNouns.MANUFACTURER.path(known), body);
    return show(changed, () -> out().println("Manufacturer " + name + " is changed."));
  }
}
