// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway import labels}. */
@Command(
    name = "labels",
    description = "Print once, as a page with QR codes, what each device needs to log in.")
final class ImportLabelsCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  @Mixin private PrivateOutput output;

  ImportLabelsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    output.take(connection.rest(), "_/imports/" + RestClient.encoded(id) + "/labels", out());
    return DONE;
  }
}
