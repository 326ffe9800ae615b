// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway credential set}. */
@Command(name = "set", description = "Change whether a credential counts, or how long.")
final class CredentialSetCommand extends RestCommand {
  @Parameters(paramLabel = "ID", description = "Its id, as the list shows it.")
  private String id;

  @ArgGroup private Switch status;
  @ArgGroup private Expiry expiry;

  CredentialSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode credential = Nouns.CREDENTIAL.find(connection.rest(), id).deepCopy();
    Switch.put(credential, status);
    Expiry.put(credential, expiry, surroundings().clock().instant());
    JsonNode changed = connection.rest().put(Nouns.CREDENTIAL.path(credential), credential);
    return show(changed, () -> out().println("Credential " + id + " is changed."));
  }
}
