// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of a provision request as flags. What is not given stays as it was at first. */
final class RequestOptions {
  static final String COUPLING_MEANT =
      "strict, loose or inherited (at first): whether that user may log in under another id.";

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

  @Option(names = "--expires-on", paramLabel = "TIME", description = "Until when (at first: ever).")
  private Moment expiresOn;

  @Option(
      names = "--endpoint",
      paramLabel = "ID",
      description = "The account broker that the device is sent to (at first: the account's).")
  private String endpoint;

  @Option(names = "--profile", description = "any (at first), full (everything signed) or kura.")
  private Profile profile;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "Attempts, -1 without end (at first: 5).")
  private Integer maxAttempts;

  @Option(
      names = "--reprovision",
      paramLabel = "POLICY",
      description =
          "Whether a device that has arrived may be provisioned again: never, on-request (request"
              + " rearm), or always, which takes --activation-key (default: the account's).")
  private String reprovision;

  @Option(
      names = "--certificate",
      paramLabel = "WORD",
      description =
          "Order a certificate for a key that the device makes: beside its password for the"
              + " account's broker, or instead of it. For devices of the full profile.")
  private String certificate;

  @Option(
      names = "--key-type",
      paramLabel = "TYPE",
      description = "Of that key: EC-P256 (at first) or Ed25519.")
  private String keyType;

  @Option(
      names = "--certificate-days",
      paramLabel = "N",
      description = "How long the certificate is valid, 1 to 3650 (at first: 365).")
  private Integer certificateDays;

  @Option(
      names = "--certificate-subject",
      paramLabel = "NAME",
      description = "Its subject, such as CN=pump-7,O=acme (at first: client id and account).")
  private String certificateSubject;

  @Option(
      names = "--certificate-name",
      paramLabel = "NAME",
      description = "One of its alternative names: dns:HOST or uri:ADDRESS. May be repeated.")
  private List<String> certificateNames = List.of();

  @Option(
      names = "--key-usage",
      paramLabel = "WORD",
      split = ",",
      description =
          "Some of digitalSignature (at first, and always needed), keyAgreement and"
              + " keyEncipherment.")
  private List<String> keyUsage = List.of();

  @Option(
      names = "--package",
      paramLabel = "NAME:VERSION",
      description = "An application that the device gets; again for the next one.")
  private List<String> packages = List.of();

  @Option(
      names = "--rollback-packages",
      description = "Take back what was installed where a later one fails.")
  private boolean rollBackPackages;

  @Option(
      names = "--password-length",
      paramLabel = "N",
      description = "Of the password for the account's broker, 12 to 255 (at first: 20).")
  private Integer passwordLength;

  @Option(names = "--user-coupling", paramLabel = "MODE", description = COUPLING_MEANT)
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

  /** What holds at first. */
  static ObjectNode atFirst(Instant now) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    // From the start of this day on, as the server's clock may be behind.
    options
        .putObject("activationOptions")
        .put("status", "ENABLED")
        .put("activatesOn", now.truncatedTo(ChronoUnit.DAYS).toString());
    options
        .putObject("connectionOptions")
        .put("reserveUser", false)
        .put("userCouplingMode", Coupling.INHERITED.name())
        .put("passwordLength", 20);
    options
        .putObject("extraOptions")
        .putObject("slipway")
        .put("retryMaxAttempts", 5)
        .put("profile", "any");
    return options;
  }

  private void putPackages(ObjectNode ours) {
    if (!packages.isEmpty()) {
      ArrayNode ordered = ours.putArray("packages");
      for (String text : packages) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
          throw new CliException("--package " + text + ": must be NAME:VERSION");
        }
        ordered
            .addObject()
            .put("name", text.substring(0, colon))
            .put("version", text.substring(colon + 1));
      }
    }
    if (rollBackPackages) {
      ours.put("rollbackPackages", true);
    }
  }

  void put(ObjectNode options, Instant now) {
    Given.text(options, "endpointInfoId", endpoint);
    ObjectNode activation = options.withObject("/activationOptions");
    if (activatesOn != null) {
      activation.put("activatesOn", activatesOn.after(now).toString());
    }
    if (expiresOn != null) {
      activation.put("expiresOn", expiresOn.after(now).toString());
    }
    ObjectNode connection = options.withObject("/connectionOptions");
    Given.number(connection, "passwordLength", passwordLength);
    if (reserveUser) {
      connection.put("reserveUser", true);
    }
    if (coupling != null) {
      connection.put("userCouplingMode", coupling.name());
    }
    ObjectNode extra = options.withObject("/extraOptions");
    if (configuration != null) {
      extra.set("deviceConfiguration", ConfigurationFile.read(configuration));
    }
    ObjectNode ours = extra.withObject("/slipway");
    Given.number(ours, "retryMaxAttempts", maxAttempts);
    if (profile != null) {
      ours.put("profile", profile.name().toLowerCase(Locale.ROOT));
    }
    Given.text(ours, "reprovision", reprovision);
    putPackages(ours);
    putCertificate(ours);
  }

  private void putCertificate(ObjectNode ours) {
    ObjectNode ordered =
        ours.path("deviceCertificate").isObject()
            ? ours.withObject("/deviceCertificate")
            : JsonNodeFactory.instance.objectNode();
    Given.text(ordered, "issue", certificate);
    Given.text(ordered, "keyType", keyType);
    Given.number(ordered, "lifetimeDays", certificateDays);
    Given.text(ordered, "subject", certificateSubject);
    if (!certificateNames.isEmpty()) {
      certificateNames.forEach(ordered.putArray("subjectAlternativeNames")::add);
    }
    if (!keyUsage.isEmpty()) {
      keyUsage.forEach(ordered.putArray("keyUsage")::add);
    }
    if (!ordered.isEmpty()) {
      ours.set("deviceCertificate", ordered);
    }
  }
}
