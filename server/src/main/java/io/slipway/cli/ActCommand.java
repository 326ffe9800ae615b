// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A verb of any noun that REST has an operation for and nothing to be told about. */
@Command
final class ActCommand extends RestCommand {
  private final Noun noun;
  private final Act act;

  @Parameters(paramLabel = "NAME", description = "Its name or id.")
  private String name;

  /**
   * What is done.
   *
   * @param operation as REST names it
   * @param done how one that it was done to is told of
   */
  record Act(String verb, String operation, String done) {}

  private ActCommand(Surroundings surroundings, Noun noun, Act act) {
    super(surroundings);
    this.noun = noun;
    this.act = act;
  }

  static CommandLine of(Surroundings surroundings, Noun noun, Act act, String description) {
    CommandLine command = new CommandLine(new ActCommand(surroundings, noun, act));
    command.getCommandSpec().name(act.verb()).usageMessage().description(description);
    return command;
  }

  @Override
  int run(Connection connection) {
    JsonNode one = noun.find(connection.rest(), name);
    connection
        .rest()
        .post(noun.path(one) + "/" + act.operation(), JsonNodeFactory.instance.objectNode());
    return show(one, () -> out().println("The " + noun.word() + " " + name + " " + act.done()));
  }
}
