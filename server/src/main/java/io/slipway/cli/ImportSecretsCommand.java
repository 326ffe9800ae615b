// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway import secrets}. */
@Command(name = "secrets", description = "Print once, as CSV, what each device needs to log in.")
final class ImportSecretsCommand extends RestCommand {
  @Parameters(paramLabel = "IMPORT", description = "The import's id.")
  private String id;

  @Mixin private PrivateOutput output;

  ImportSecretsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    output.take(connection.rest(), "_/imports/" + RestClient.encoded(id) + "/secrets", out());
    return DONE;
  }
}
