// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.Trust;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.ProvisionMessage;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.topic.ControlScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What the device says of itself. */
final class Announcer {
  private static final Set<String> HANDLERS = Set.of("PROVISION-V1", "CONF-V1");
  private static final String CERTIFICATE_VERSION = "1";

  private final AgentSettings settings;
  private final Trust trust;
  private final Hardware hardware;
  private final Map<String, String> system;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * Makes one.
   *
   * @param system birth metrics about operating system and Java
   * @param random must be hard to guess
   */
  Announcer(
      AgentSettings settings,
      Trust trust,
      Hardware hardware,
      Map<String, String> system,
      RandomGenerator random,
      Clock clock) {
    this.settings = settings;
    this.trust = trust;
    this.hardware = hardware;
    this.system = Map.copyOf(system);
    this.random = random;
    this.clock = clock;
  }

  /** The beginning of the device's control topics in the provision account. */
  String ownTopics() {
    ControlScope scope = settings.scope();
    return scope.prefix() + "/" + scope.account() + "/" + scope.clientId() + "/";
  }

  /** A conversation with a nonce of its own. */
  Talk newTalk() {
    byte[] nonce = new byte[Nonce.BYTES];
    random.nextBytes(nonce);
    boolean strict = settings.trust().caAuthentication();
    return new Talk(
        settings.scope(), Nonce.of(nonce), root -> !strict || trust.trusts(root), BUILT);
  }

  byte[] provisionMessage(Nonce nonce, Optional<String> trouble) {
    Map<String, String> metrics = birthMetrics();
    trouble.ifPresent(why -> metrics.put("last.failure", why));
    ProvisionMessage message =
        new ProvisionMessage(
            settings.login().username(),
            settings.login().password(),
            settings.login().activationKey(),
            Optional.of(CERTIFICATE_VERSION),
            HANDLERS,
            Optional.of(nonce),
            metrics,
            hardwareId(),
            OptionalLong.of(clock.millis()));
    return KuraPayloadCodec.encode(message.toPayload(clock.millis()));
  }

  byte[] birthMessage() {
    BirthMessage message = new BirthMessage(Set.of(), birthMetrics());
    return KuraPayloadCodec.encode(message.toPayload(clock.millis()));
  }

  private Map<String, String> birthMetrics() {
    Map<String, String> metrics = new TreeMap<>(system);
    hardware.serialNumber().ifPresent(serial -> metrics.put("serial_number", serial));
    return metrics;
  }

  /** Tells two devices apart that use one identity; says nothing else about them. */
  private Optional<String> hardwareId() {
    return hardware.mac().map(mac -> hash(mac + "-" + hardware.serialNumber().orElse("")));
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A clock that shows less than this is wrong: there was no agent then. */
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
}
