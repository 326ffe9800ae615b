// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show} of any noun. */
@Command(name = "show")
final class ShowCommand extends RestCommand {
  private final Noun noun;

  @Parameters(paramLabel = "NAME", description = "Its name or id.")
  private String name;

  private ShowCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  static CommandLine of(Surroundings surroundings, Noun noun, String description) {
    CommandLine command = new CommandLine(new ShowCommand(surroundings, noun));
    command.getCommandSpec().usageMessage().description(description);
    return command;
  }

  @Override
  int run(Connection connection) {
    JsonNode one = noun.find(connection.rest(), name);
    return show(one, () -> noun.print(one, out()));
  }
}
