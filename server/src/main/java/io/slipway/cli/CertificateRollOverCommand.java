// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway certificate roll-over}. */
@Command(
    name = "roll-over",
    description =
        "Replace the authority of the account; what the former one has issued counts until it"
            + " expires.")
final class CertificateRollOverCommand extends RestCommand {
  @Option(
      names = "--root",
      description = "The platform's root and all below it; in the root account alone.")
  private boolean root;

  @Option(names = "--dry-run", description = "Only tell what would be replaced.")
  private boolean dryRun;

  CertificateRollOverCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode order =
        JsonNodeFactory.instance.objectNode().put("root", root).put("dryRun", dryRun);
    JsonNode done = connection.rest().post(TrustNouns.AUTHORITY.path() + "/_rollOver", order);
    return show(done, () -> print(done));
  }

  private void print(JsonNode done) {
    done.path("replaced")
        .forEach(
            one ->
                out()
                    .println(
                        "%s %s, which counts until %s"
                            .formatted(
                                dryRun ? "Would be replaced:" : "Replaced:",
                                Text.of(one, "subject"),
                                Text.time(one, "notAfter"))));
    done.path("inForce").forEach(one -> out().println("In force: " + Text.of(one, "subject")));
    if (root) {
      out()
          .println(
              "Devices that trust the root before go on to trust the platform until that expires;"
                  + " give new ones what \"slipway certificate ca\" prints.");
    }
  }
}
