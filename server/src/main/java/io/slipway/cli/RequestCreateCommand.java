// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway request create}. */
@Command(
    name = "create",
    description = "Order what a device shall become when it first connects.",
    footer = {"", "Without --password-stdin a password is made and shown, once."})
final class RequestCreateCommand extends RestCommand {
  @Parameters(paramLabel = "CLIENT_ID", description = "The device's MQTT client id.")
  private String clientId;

  @Option(
      names = "--username",
      paramLabel = "NAME",
      description = "What the device logs in with (default: the client id).")
  private String username;

  @Option(
      names = "--password-stdin",
      description = "Read the device's password from standard input.")
  private boolean passwordFromInput;

  @Option(
      names = "--activation-key",
      description = "Make a key of 32 characters that the device must send too.")
  private boolean activationKey;

  @Option(
      names = "--agent-config",
      paramLabel = "FILE",
      description = "Write the device's settings to this file, which the agent takes as it is.")
  private Path agentConfig;

  @Mixin private RequestOptions options;

  RequestCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Optional<String> password =
        passwordFromInput ? Optional.of(PasswordInput.line(surroundings().in())) : Optional.empty();
    JsonNode created = connection.rest().post("_/provisionRequests", body(password));
    AgentSettings device = settings(connection, created, password);
    if (agentConfig != null) {
      PrivateFiles.write(agentConfig, device.text());
    }
    return show(created, () -> print(created, device));
  }

  private ObjectNode body(Optional<String> password) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "provisioningRequestCreator")
        .put("clientId", clientId)
        .put("authenticationType", "USER_PASS")
        .put("username", username == null ? clientId : username)
        .put("generateActivationKey", activationKey);
    password.ifPresent(p -> body.put("password", p));
    body.set("options", options.json(surroundings().clock()));
    return body;
  }

  private AgentSettings settings(Connection connection, JsonNode created, Optional<String> given) {
    JsonNode endpoints =
        connection.rest().get("_/endpointInfos", Map.of("usage", "PROVISION", "limit", "50"));
    return new AgentSettings(
        ProvisionBrokers.best(endpoints),
        clientId,
        created.path("username").asText(),
        given.orElseGet(() -> created.path("password").asText()),
        created.path("activationKey").asText(""));
  }

  private void print(JsonNode created, AgentSettings device) {
    out().println("Request for " + clientId + " created, id " + Text.of(created, "id") + ".");
    if (agentConfig != null) {
      out().println("The device's settings are in " + agentConfig + ".");
      return;
    }
    out().println("The device needs these settings; the password is shown only now:");
    out().println();
    device.text().lines().forEach(line -> out().println("  " + line));
  }
}
