// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.certificate.FactoryCertificate;
import io.slipway.agent.mqtt.BrokerUrl;
import io.slipway.agent.mqtt.MqttVersion;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.topic.ClientIds;
import io.slipway.protocol.topic.ControlScope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The agent's settings, read and found good.
 *
 * @param scope control prefix, provision account and client id
 * @param data where the agent keeps what it must remember
 */
record AgentSettings(
    boolean enabled,
    boolean provisioned,
    BrokerUrl broker,
    ControlScope scope,
    Login login,
    Patience patience,
    TrustSettings trust,
    MqttVersion version,
    Path data,
    Handlers handlers,
    Renewing renewing,
    Applications applications) {

  private static final long MEBIBYTE = 1 << 20;

  /**
   * What the device shows at the provision broker.
   *
   * @param factory where its factory certificate is, where it has one
   */
  record Login(
      String username,
      Secret password,
      Optional<Secret> activationKey,
      Optional<FactoryFiles> factory) {}

  /** A certificate and its key, as PEM. */
  record FactoryFiles(Path certificate, Path key) {
    /** Throws where the device cannot log in with it. */
    DeviceIdentity read() throws IOException, GeneralSecurityException {
      return FactoryCertificate.read(certificate, key);
    }
  }

  /**
   * How long, and how often.
   *
   * @param maxRetries after failures; negative: without end
   */
  record Patience(Duration timeout, Duration retryInterval, int maxRetries) {}

  /** Whom to trust; where neither file is named, whom Java trusts. */
  record TrustSettings(
      boolean caAuthentication,
      Optional<Path> caFile,
      Optional<Path> truststore,
      Secret truststorePassword) {}

  /**
   * Who makes a configuration take effect.
   *
   * @param certificate the file that gets the device's own certificate, where one was ordered
   * @param key the file that gets its key
   */
  record Handlers(
      Optional<Path> snapshotDirectory,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> hook) {}

  /**
   * How the device's own certificate is renewed.
   *
   * @param newKey whether each gets a key of its own
   * @param url where, if not where the platform has said
   */
  record Renewing(boolean wanted, boolean newKey, Optional<URI> url) {}

  /**
   * How applications are installed.
   *
   * @param timeLimit for each call of the hook
   * @param most the largest that is taken, in bytes
   */
  record Applications(Optional<Path> hook, Duration timeLimit, long most) {}

  /**
   * Reads settings.
   *
   * @param texts by setting; what is not set has its usual value
   * @param file the configuration file
   */
  static AgentSettings of(Map<Setting, String> texts, Path file, Hardware hardware) {
    Values values = new Values(texts);
    String clientId = values.text(Setting.CLIENT_ID).orElseGet(hardware::macOrFail);
    ClientIds.problem(clientId)
        .ifPresent(
            problem -> {
              throw new SettingsException(Setting.CLIENT_ID.key() + ": " + problem);
            });
    return new AgentSettings(
        values.flag(Setting.ENABLED),
        values.flag(Setting.PROVISIONED),
        values.url(Setting.BROKER_URL),
        new ControlScope(
            values.level(Setting.CONTROL_PREFIX), values.level(Setting.ACCOUNT_NAME), clientId),
        new Login(
            values.text(Setting.USERNAME).orElseGet(hardware::defaultUsername),
            Secret.of(values.text(Setting.PASSWORD).orElse("")),
            values.text(Setting.ACTIVATION_KEY).map(Secret::of),
            factory(values)),
        new Patience(
            values.seconds(Setting.TIMEOUT, 1),
            values.seconds(Setting.RETRY_INTERVAL, 1),
            values.number(Setting.RETRY_MAX_ATTEMPTS, -1)),
        new TrustSettings(
            values.flag(Setting.CA_AUTHENTICATION),
            values.path(Setting.CA_FILE),
            values.path(Setting.TRUSTSTORE),
            Secret.of(values.text(Setting.TRUSTSTORE_PASSWORD).orElse(""))),
        values.version(Setting.MQTT_VERSION),
        values.path(Setting.DATA).orElse(Path.of(file + ".d")),
        handlers(values),
        renewing(values),
        new Applications(
            values.path(Setting.PACKAGE_HOOK),
            values.seconds(Setting.PACKAGE_TIMEOUT, 1),
            values.number(Setting.PACKAGE_MAX_SIZE, 0) * MEBIBYTE));
  }

  private static Renewing renewing(Values values) {
    String how = values.required(Setting.RENEWAL);
    if (!how.equals("new-key") && !how.equals("same-key") && !how.equals("off")) {
      throw new SettingsException(Setting.RENEWAL.key() + " must be new-key, same-key or off");
    }
    Optional<String> text = values.text(Setting.RENEWAL_URL);
    Optional<URI> url = text.flatMap(Renewal::address);
    if (text.isPresent() && url.isEmpty()) {
      throw new SettingsException(Setting.RENEWAL_URL.key() + " must begin with https://");
    }
    return new Renewing(!how.equals("off"), how.equals("new-key"), url);
  }

  private static Optional<FactoryFiles> factory(Values values) {
    Optional<Path> certificate = values.path(Setting.FACTORY_CERTIFICATE);
    Optional<Path> key = values.path(Setting.FACTORY_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingsException(
          Setting.FACTORY_CERTIFICATE.key() + " and " + Setting.FACTORY_KEY.key() + " go together");
    }
    return certificate.map(c -> new FactoryFiles(c, key.orElseThrow()));
  }

  private static Handlers handlers(Values values) {
    Optional<Path> directory = values.path(Setting.SNAPSHOT_DIRECTORY);
    return new Handlers(
        directory,
        values
            .path(Setting.DEVICE_CERTIFICATE)
            .or(() -> directory.map(d -> d.resolve("device.crt"))),
        values.path(Setting.DEVICE_KEY).or(() -> directory.map(d -> d.resolve("device.key"))),
        values.path(Setting.HOOK));
  }

  /** Texts as the types that they are meant to be. */
  private record Values(Map<Setting, String> texts) {
    /** Some are secrets. */
    @Override
    public String toString() {
      return "Values" + texts.keySet();
    }

    Optional<String> text(Setting setting) {
      return Optional.of(texts.getOrDefault(setting, setting.usual()).strip())
          .filter(t -> !t.isEmpty());
    }

    String required(Setting setting) {
      return text(setting).orElseThrow(() -> new SettingsException(setting.key() + " must be set"));
    }

    /** One level of topics. */
    String level(Setting setting) {
      String text = required(setting);
      if (ClientIds.problem(text).isPresent()) {
        throw new SettingsException(setting.key() + " must not contain / + or #");
      }
      return text;
    }

    Optional<Path> path(Setting setting) {
      try {
        return text(setting).map(Path::of);
      } catch (InvalidPathException e) {
        throw new SettingsException(setting.key() + " is no path: " + e.getReason(), e);
      }
    }

    boolean flag(Setting setting) {
      return switch (required(setting)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new SettingsException(setting.key() + " must be true or false");
      };
    }

    int number(Setting setting, int least) {
      try {
        int number = Integer.parseInt(required(setting));
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new SettingsException(setting.key() + " must be a whole number from " + least + " on");
    }

    Duration seconds(Setting setting, int least) {
      return Duration.ofSeconds(number(setting, least));
    }

    BrokerUrl url(Setting setting) {
      return BrokerUrl.parse(required(setting))
          .orElseThrow(
              () ->
                  new SettingsException(
                      setting.key() + " must look like mqtts://HOST:8883 or mqtt://HOST:1883"));
    }

    MqttVersion version(Setting setting) {
      return MqttVersion.named(required(setting))
          .orElseThrow(() -> new SettingsException(setting.key() + " must be 3.1.1 or 3.1"));
    }
  }
}
