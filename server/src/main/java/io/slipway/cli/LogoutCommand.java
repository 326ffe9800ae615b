// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;

/** {@code slipway logout}. */
@Command(name = "logout", description = "End the login, here and at the server.")
final class LogoutCommand extends RestCommand {

  LogoutCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    connection.rest().post("authentication/logout", JsonNodeFactory.instance.objectNode());
    SavedLogin.forget(surroundings().configFolder());
    out().println("Logged out.");
    return DONE;
  }
}
