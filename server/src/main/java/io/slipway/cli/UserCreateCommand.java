// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway user create}. */
@Command(
    name = "create",
    description = "Make a user, with a password unless told otherwise.",
    footer = {"", "Roles: administrator, fleet-manager, provisioner, viewer, auditor."})
final class UserCreateCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "What the user logs in with.")
  private String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      split = ",",
      description = "What the user is there for; more than one with commas.")
  private List<String> roles;

  @Option(
      names = "--no-password",
      description = "Make no password: for programs, which log in with an API key.")
  private boolean withoutPassword;

  @Mixin private NewPassword newPassword;
  @Mixin private UserOptions options;

  @ArgGroup private Expiry expiry;

  UserCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String password = withoutPassword ? "" : newPassword.read(surroundings(), name);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
    options.put(body);
    Expiry.put(body, expiry, surroundings().clock().instant());
    UserOptions.put(body, roles);
    JsonNode created = connection.rest().post(Nouns.USER.path(), body);
    if (!withoutPassword) {
      connection.rest().post(reset(created), UserPasswordCommand.body(password));
    }
    return show(created, () -> print(created));
  }

  private void print(JsonNode created) {
    out().println("User " + name + " created, id " + Text.of(created, "id") + ".");
    if (withoutPassword) {
      out().println("Make a key for it with: slipway credential create " + name + inAccount());
    }
  }

  static String reset(JsonNode user) {
    return Nouns.USER.path(user) + "/credentials/password/_reset";
  }
}
