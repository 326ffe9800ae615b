// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of a provision request as flags. */
final class RequestOptions {
  enum Coupling {
    INHERITED,
    LOOSE,
    STRICT
  }

  enum Profile {
    ANY,
    FULL,
    KURA
  }

  @Option(
      names = "--activates-on",
      paramLabel = "TIME",
      description = "From when on: 2026-12-24, 2026-12-24T08:00:00Z, or +12h, +30d.")
  private Moment activatesOn;

  @Option(names = "--expires-on", paramLabel = "TIME", description = "Until when (default: ever).")
  private Moment expiresOn;

  @Option(names = "--disabled", description = "Make the request, but let nothing start yet.")
  private boolean disabled;

  @Option(
      names = "--endpoint",
      paramLabel = "ID",
      description = "The account broker that the device is sent to (default: the account's).")
  private String endpoint;

  @Option(
      names = "--profile",
      defaultValue = "any",
      description = "any, full (everything signed) or kura (default: ${DEFAULT-VALUE}).")
  private Profile profile;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "5",
      description = "Attempts, -1 without end (default: ${DEFAULT-VALUE}).")
  private int maxAttempts;

  @Option(
      names = "--reprovision",
      paramLabel = "POLICY",
      description = {
        "Whether a device that has arrived may be provisioned again: never, on-request",
        "(request rearm), or always, which takes --activation-key (default: the account's)."
      })
  private String reprovision;

  @Option(
      names = "--password-length",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Of the password for the account's broker, 12 to 255 (default: ${DEFAULT-VALUE}).")
  private int passwordLength;

  @Option(
      names = "--user-coupling",
      paramLabel = "MODE",
      defaultValue = "inherited",
      description =
          "strict, loose or inherited: whether that user may log in under another client id.")
  private Coupling coupling;

  @Option(
      names = "--reserve-user",
      description = "Let nobody else use that user's name at the account's broker.")
  private boolean reserveUser;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "What to configure on the device: Kura's snapshot XML, or REST's JSON.")
  private Path configuration;

  ObjectNode json(Clock clock) {
    Instant now = clock.instant();
    // Unless told otherwise from the start of this day on, as the server's clock may be behind.
    Instant from = activatesOn == null ? now.truncatedTo(ChronoUnit.DAYS) : activatesOn.after(now);
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    if (endpoint != null) {
      options.put("endpointInfoId", endpoint);
    }
    ObjectNode activation = options.putObject("activationOptions");
    activation.put("status", disabled ? "DISABLED" : "ENABLED").put("activatesOn", from.toString());
    if (expiresOn != null) {
      activation.put("expiresOn", expiresOn.after(now).toString());
    }
    options
        .putObject("connectionOptions")
        .put("reserveUser", reserveUser)
        .put("userCouplingMode", coupling.name())
        .put("passwordLength", passwordLength);
    ObjectNode extra = options.putObject("extraOptions");
    if (configuration != null) {
      extra.set("deviceConfiguration", ConfigurationFile.read(configuration));
    }
    ObjectNode ours =
        extra
            .putObject("slipway")
            .put("retryMaxAttempts", maxAttempts)
            .put("profile", profile.name().toLowerCase(Locale.ROOT));
    if (reprovision != null) {
      ours.put("reprovision", reprovision);
    }
    return options;
  }
}
