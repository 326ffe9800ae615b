// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway account create}. */
@Command(
    name = "create",
    description = "Make an account below the one that is acted in.",
    footer = {"", "--email is needed; --organization is the account's name unless given."})
final class AccountCreateCommand extends RestCommand {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Letters, digits, hyphens, dots, underscores.")
  private String name;

  @Mixin private OrganizationOptions organization;
  @Mixin private AccountOptions options;

  @ArgGroup private Expiry expiry;

  AccountCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    if (!organization.hasEmail()) {
      throw new ParameterException(spec.commandLine(), "--email says where its owner is reached");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name).put("organizationName", organization.organizationOr(name));
    organization.put(body, AccountCreateCommand::named);
    options.put(body);
    Expiry.put(body, expiry, surroundings().clock().instant());
    JsonNode created = connection.rest().post(Nouns.ACCOUNT.path(), body);
    return show(
        created,
        () -> out().println("Account " + name + " created, id " + Text.of(created, "id") + "."));
  }

  private static String named(String field) {
    return "organization" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
  }
}
