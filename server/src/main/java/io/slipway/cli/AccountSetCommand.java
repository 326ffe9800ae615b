// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway account set}. */
@Command(
    name = "set",
    description = "Change what is known of your own account, or of one below it.",
    footer = {
      "",
      "What is not given stays; an empty text takes away what was there. What it may",
      "have, and until when it lasts, is for the account above it to say."
    })
final class AccountSetCommand extends RestCommand {
  @Mixin private OwnOrNamedAccount which;
  @Mixin private OrganizationOptions organization;
  @Mixin private AccountOptions options;

  @ArgGroup private Expiry expiry;

  AccountSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    if (which.isOwn() && (options.hasOurs() || expiry != null)) {
      throw new CliException(
          "what your own account may have, and until when it lasts, is for the one above to say");
    }
    ObjectNode account = which.find(this, connection.rest()).deepCopy();
    if (!organization.isEmpty()) {
      // The root account has none before it is given one.
      organization.put(account.withObject("/organization"), UnaryOperator.identity());
    }
    options.put(account);
    Expiry.put(account, expiry, surroundings().clock().instant());
    JsonNode changed = which.change(connection.rest(), account);
    return show(
        changed, () -> out().println("Account " + Text.of(changed, "name") + " is changed."));
  }
}
