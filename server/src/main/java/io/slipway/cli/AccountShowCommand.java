// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway account show}. */
@Command(name = "show", description = "Show your own account, or one below it.")
final class AccountShowCommand extends RestCommand {
  /** What only those want to know who look at one account. */
  private static final List<String> CONTACT =
      List.of(
          "personName",
          "phoneNumber",
          "addressLine1",
          "addressLine2",
          "addressLine3",
          "zipPostCode",
          "city",
          "stateProvinceCounty",
          "country");

  @Mixin private OwnOrNamedAccount which;

  AccountShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode account = which.find(this, connection.rest());
    return show(account, () -> print(account));
  }

  private void print(JsonNode account) {
    Nouns.ACCOUNT.print(account, out());
    Text.field(out(), "description", Text.of(account, "description"));
    CONTACT.forEach(f -> Text.field(out(), f, Text.of(account, "organization." + f)));
  }
}
