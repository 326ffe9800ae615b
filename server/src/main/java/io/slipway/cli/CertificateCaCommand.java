// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway certificate ca}. */
@Command(
    name = "ca",
    description = "Print the certificates to trust, as PEM: those of the platform's servers.")
final class CertificateCaCommand extends RestCommand {
  @Option(
      names = "--devices",
      description = "Those that the certificates of the account's devices come from.")
  private boolean devices;

  CertificateCaCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode all = connection.rest().get(TrustNouns.AUTHORITY.path());
    return show(all, () -> print(all));
  }

  /** Former ones too, as long as they count. */
  private void print(JsonNode all) {
    String purpose = devices ? "DEVICES" : "ROOT";
    for (JsonNode one : all.path("items")) {
      boolean counts =
          Instant.parse(one.path("notAfter").asText()).isAfter(surroundings().clock().instant());
      if (counts && one.path("purpose").asText().equals(purpose)) {
        out().print(one.path("pem").asText());
      }
    }
  }
}
