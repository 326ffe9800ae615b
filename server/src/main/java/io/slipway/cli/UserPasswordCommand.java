// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway user password}. */
@Command(
    name = "password",
    description = "Give a user, or without a name yourself, another password.")
final class UserPasswordCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Whose (default: your own).")
  private String name;

  @Mixin private NewPassword newPassword;

  UserPasswordCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String id =
        name == null
            ? connection.rest().get("authentication/info").at("/accessToken/userId").asText()
            : Nouns.USER.find(connection.rest(), name).path("id").asText();
    String whose = name == null ? "yours" : name;
    JsonNode body = body(newPassword.read(surroundings(), whose));
    connection.rest().post(Nouns.USER.path() + "/" + id + "/credentials/password/_reset", body);
    out().println("The password is changed; other sessions of that user have ended.");
    return DONE;
  }

  static ObjectNode body(String password) {
    return JsonNodeFactory.instance.objectNode().put("newPassword", password);
  }
}
