// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway account create}. */
@Command(name = "create", description = "Make an account below the one that is acted in.")
final class AccountCreateCommand extends RestCommand {
  @Parameters(paramLabel = "NAME", description = "Letters, digits, hyphens, dots, underscores.")
  private String name;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "Who it belongs to (default: the account's name).")
  private String organization;

  @Option(
      names = "--email",
      paramLabel = "ADDRESS",
      required = true,
      description = "Where its owner is reached.")
  private String email;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private String description;

  @Option(names = "--max-requests", paramLabel = "N", description = "Provision requests at most.")
  private Integer maxRequests;

  @Option(names = "--max-devices", paramLabel = "N", description = "Devices at most.")
  private Integer maxDevices;

  @Option(
      names = "--reprovision",
      paramLabel = "POLICY",
      description = "Of its requests that say none: never, on-request or always.")
  private String reprovision;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "Its users are let in until then, such as 2027-01-31 or +30d.")
  private Moment expires;

  AccountCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode created = connection.rest().post(Nouns.ACCOUNT.path(), body());
    return show(
        created,
        () -> out().println("Account " + name + " created, id " + Text.of(created, "id") + "."));
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name)
        .put("organizationName", Optional.ofNullable(organization).orElse(name))
        .put("organizationEmail", email);
    if (description != null) {
      body.put("description", description);
    }
    if (expires != null) {
      body.put("expirationDate", expires.after(surroundings().clock().instant()).toString());
    }
    ObjectNode ours = JsonNodeFactory.instance.objectNode();
    if (maxRequests != null) {
      ours.put("maxRequests", maxRequests);
    }
    if (maxDevices != null) {
      ours.put("maxDevices", maxDevices);
    }
    if (reprovision != null) {
      ours.put("reprovision", reprovision);
    }
    if (!ours.isEmpty()) {
      body.set("slipway", ours);
    }
    return body;
  }
}
