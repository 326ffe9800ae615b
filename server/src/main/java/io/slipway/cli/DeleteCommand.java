// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code delete} of any noun. */
@Command(name = "delete")
final class DeleteCommand extends RestCommand {
  private final Noun noun;

  @Parameters(paramLabel = "NAME", description = "Its name or id.")
  private String name;

  private DeleteCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  static CommandLine of(Surroundings surroundings, Noun noun, String description) {
    CommandLine command = new CommandLine(new DeleteCommand(surroundings, noun));
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  @Override
  int run(Connection connection) {
    JsonNode one = noun.find(connection.rest(), name);
    connection.rest().delete(noun.path(one));
    return show(one, () -> out().println("The " + noun.word() + " " + name + " is deleted."));
  }
}
