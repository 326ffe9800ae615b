// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code delete} of any noun. */
@Command(name = "delete", description = "Delete one.")
final class DeleteCommand extends RestCommand {
  private final Noun noun;

  @Parameters(paramLabel = "NAME", description = "Its name or id.")
  private String name;

  DeleteCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  @Override
  int run(Connection connection) {
    JsonNode one = noun.find(connection.rest(), name);
    connection.rest().delete(noun.path(one));
    return show(one, () -> out().println("The " + noun.word() + " " + name + " is deleted."));
  }
}
