// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
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
      names = "--certificate-dev-id",
      paramLabel = "ID",
      description = {
        "The device logs in by the factory certificate with this id, and has no",
        "password. Also sha256:DIGEST, or manufacturer:NAME/ID."
      })
  private String certificateDevId;

  @Option(
      names = "--activation-key",
      description = "Make a key of 32 characters that the device must send too.")
  private boolean activationKey;

  @Option(
      names = "--agent-config",
      paramLabel = "FILE",
      description = "Write the device's settings to this file, which the agent takes as it is.")
  private Path agentConfig;

  @Option(names = "--disabled", description = "Make the request, but let nothing start yet.")
  private boolean disabled;

  @Mixin private RequestOptions options;

  RequestCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Optional<String> password =
        passwordFromInput ? Optional.of(PasswordInput.line(surroundings().in())) : Optional.empty();
    ObjectNode order = body(password);
    // Asked before, since after the order nothing may fail: its secrets are told only once.
    Optional<String> broker = provisionBroker(connection);
    JsonNode created = connection.rest().post("_/provisionRequests", order);
    AgentSettings device = settings(broker, created, password);
    boolean written = agentConfig != null && write(device, connection.caPem());
    return show(created, () -> print(created, device, written));
  }

  private boolean write(AgentSettings device, String caPem) {
    try {
      if (caPem.isEmpty()) {
        PrivateFiles.write(agentConfig, device.text());
      } else {
        Path ca = Path.of(agentConfig + ".ca.pem");
        PrivateFiles.write(ca, caPem);
        PrivateFiles.write(agentConfig, device.text() + "ca-file=" + ca.getFileName() + "\n");
      }
      return true;
    } catch (CliException failed) {
      surroundings().err().println("slipway: " + failed.getMessage());
      return false;
    }
  }

  private ObjectNode body(Optional<String> password) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "provisioningRequestCreator")
        .put("clientId", clientId)
        .put("authenticationType", certificateDevId == null ? "USER_PASS" : "USER_CERT")
        .put("username", username == null ? clientId : username)
        .put("generateActivationKey", activationKey);
    password.ifPresent(p -> body.put("password", p));
    if (certificateDevId != null) {
      body.put("certificateDevId", certificateDevId);
    }
    Instant now = surroundings().clock().instant();
    ObjectNode terms = RequestOptions.atFirst(now);
    if (disabled) {
      terms.withObject("/activationOptions").put("status", "DISABLED");
    }
    options.put(terms, now);
    body.set("options", terms);
    return body;
  }

  private static Optional<String> provisionBroker(Connection connection) {
    return ProvisionBrokers.best(
        connection.rest().get("_/endpointInfos", Map.of("usage", "PROVISION", "limit", "50")));
  }

  private AgentSettings settings(
      Optional<String> broker, JsonNode created, Optional<String> given) {
    return new AgentSettings(
        broker,
        clientId,
        created.path("username").asText(),
        certificateDevId == null
            ? given.or(() -> Optional.of(created.path("password").asText()))
            : Optional.empty(),
        created.path("activationKey").asText(""));
  }

  private void print(JsonNode created, AgentSettings device, boolean written) {
    out().println("Request for " + clientId + " created, id " + Text.of(created, "id") + ".");
    if (written) {
      out().println("The device's settings are in " + agentConfig + ".");
      return;
    }
    out()
        .println(
            certificateDevId == null
                ? "The device needs these settings; the password is shown only now:"
                : "The device needs these settings, and its factory certificate:");
    out().println();
    device.text().lines().forEach(line -> out().println("  " + line));
  }
}
