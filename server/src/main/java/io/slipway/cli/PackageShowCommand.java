// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway package show}. */
@Command(name = "show", description = "Show a package, with its bundles.")
final class PackageShowCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "NAME:VERSION or id.")
  private String name;

  PackageShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode one = Nouns.PACKAGE.find(connection.rest(), name);
    return show(one, () -> print(one));
  }

  private void print(JsonNode one) {
    Nouns.PACKAGE.print(one, out());
    if (!one.path("bundles").isEmpty()) {
      Table table = new Table("BUNDLE", "VERSION", "FILE");
      one.path("bundles")
          .forEach(b -> table.row(Text.of(b, "name"), Text.of(b, "version"), Text.of(b, "file")));
      out().println();
      table.print(out());
    }
  }
}
