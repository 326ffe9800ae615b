// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway user set}. */
@Command(
    name = "set",
    description = "Change who a user is, what it may do, or whether it is let in.",
    footer = {"", "What is not given stays; an empty text takes away what was there."})
final class UserSetCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  private String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "All roles from now on; more than one with commas.")
  private List<String> roles;

  @Mixin private UserOptions options;

  @ArgGroup private Switch status;
  @ArgGroup private Expiry expiry;

  UserSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode user = Nouns.USER.find(connection.rest(), name).deepCopy();
    options.put(user);
    Switch.put(user, status);
    Expiry.put(user, expiry, surroundings().clock().instant());
    if (roles != null) {
      UserOptions.put(user, roles);
    }
    JsonNode changed = connection.rest().put(Nouns.USER.path(user), user);
    return show(changed, () -> out().println("User " + name + " is changed."));
  }
}
