// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway user set}. */
@Command(name = "set", description = "Change what a user may do, or whether it is let in.")
final class UserSetCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "All roles from now on; more than one with commas.")
  private List<String> roles;

  @Option(names = "--enable", description = "Let the user in again.")
  private boolean enable;

  @Option(names = "--disable", description = "Let the user in no more, from this moment on.")
  private boolean disable;

  UserSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    if (enable && disable) {
      throw new CliException("--enable and --disable are opposites");
    }
    ObjectNode user = Nouns.USER.find(connection.rest(), name).deepCopy();
    if (enable || disable) {
      user.put("status", enable ? "ENABLED" : "DISABLED");
    }
    if (roles != null) {
      ArrayNode words = user.putObject("slipway").putArray("roles");
      roles.forEach(r -> words.add(UserCreateCommand.word(r)));
    }
    JsonNode changed = connection.rest().put(Nouns.USER.path(user), user);
    return show(changed, () -> out().println("User " + name + " is changed."));
  }
}
