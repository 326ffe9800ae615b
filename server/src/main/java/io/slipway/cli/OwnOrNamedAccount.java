// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Parameters;

/** An account below the one that is acted in, or where none is named, the user's own. */
final class OwnOrNamedAccount {
  private static final String OWN = "account";

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "Its name or id (default: your own account).")
  private String name;

  boolean isOwn() {
    return name == null;
  }

  JsonNode find(RestCommand command, RestClient rest) {
    if (!isOwn()) {
      return Nouns.ACCOUNT.find(rest, name);
    }
    if (command.elsewhere()) {
      throw new CliException("say which account: without a name it is your own");
    }
    return rest.get(OWN);
  }

  JsonNode change(RestClient rest, ObjectNode account) {
    return rest.put(isOwn() ? OWN : Nouns.ACCOUNT.path(account), account);
  }
}
