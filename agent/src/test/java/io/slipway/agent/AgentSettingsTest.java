// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.mqtt.MqttVersion;
import io.slipway.protocol.message.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {
  private static final Path FILE = Path.of("/etc/agent.properties");
  private static final Hardware HARDWARE =
      new Hardware(Optional.of("F0D2F1C453DB"), Optional.of("SN-7"));
  private static final Hardware NAMELESS = new Hardware(Optional.empty(), Optional.empty());

  @Test
  void brokerAlone_makesAllOthersUsual() {
    AgentSettings settings = settings(HARDWARE, "broker-url", "mqtts://provision.example.com");
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.provisioned()).isFalse();
    assertThat(settings.trust().caAuthentication()).isTrue();
    assertThat(settings.trust().caFile()).isEmpty();
    assertThat(settings.trust().truststore()).isEmpty();
    assertThat(settings.broker()).hasToString("mqtts://provision.example.com");
    assertThat(settings.scope().prefix()).isEqualTo("$EDC");
    assertThat(settings.scope().account()).isEqualTo("eurotech-provision");
    assertThat(settings.scope().clientId()).isEqualTo("F0D2F1C453DB");
    assertThat(settings.login().username()).isEqualTo("F0D2F1C453DB-SN-7");
    assertThat(settings.login().password()).isEqualTo(Secret.of(""));
    assertThat(settings.login().activationKey()).isEmpty();
    assertThat(settings.patience().timeout()).hasMinutes(10);
    assertThat(settings.patience().retryInterval()).hasMinutes(1);
    assertThat(settings.patience().maxRetries()).isEqualTo(-1);
    assertThat(settings.version()).isEqualTo(MqttVersion.V3_1_1);
    assertThat(settings.data()).isEqualTo(Path.of("/etc/agent.properties.d"));
    assertThat(settings.handlers().hook()).isEmpty();
    assertThat(settings.applications())
        .isEqualTo(
            new AgentSettings.Applications(
                Optional.empty(), Duration.ofMinutes(10), 512L * 1024 * 1024));
    assertThat(settings.handlers().snapshotDirectory()).isEmpty();
    assertThat(settings.handlers().certificate()).isEmpty();
    assertThat(settings.handlers().key()).isEmpty();
  }

  @Test
  void settingsOfTheOriginal_areTaken() {
    AgentSettings settings =
        settings(
            NAMELESS,
            // Names and values in turn.
            ("enabled false provisioned true ca-authentication false broker-url mqtt://10.0.0.1"
                    + " account-name provision username user password secret activation-key key"
                    + " client-id pump timeout 30 retry-interval 5 retry-max-attempts 3")
                .split(" ", -1));
    assertThat(settings.enabled()).isFalse();
    assertThat(settings.provisioned()).isTrue();
    assertThat(settings.trust().caAuthentication()).isFalse();
    assertThat(settings.broker()).hasToString("mqtt://10.0.0.1");
    assertThat(settings.scope().account()).isEqualTo("provision");
    assertThat(settings.scope().clientId()).isEqualTo("pump");
    assertThat(settings.login().username()).isEqualTo("user");
    assertThat(settings.login().password()).isEqualTo(Secret.of("secret"));
    assertThat(settings.login().activationKey()).contains(Secret.of("key"));
    assertThat(settings.patience().timeout()).hasSeconds(30);
    assertThat(settings.patience().retryInterval()).hasSeconds(5);
    assertThat(settings.patience().maxRetries()).isEqualTo(3);
    assertThat(settings.toString()).doesNotContain("secret").doesNotContain("key]");
  }

  @Test
  void settingsOfTheAgentsOwn_areTaken() {
    AgentSettings settings =
        settings(
            HARDWARE,
            ("broker-url mqtt://host ca-file /ca.pem truststore /trust.p12"
                    + " truststore-password open data /var/lib/agent snapshot-directory /snapshots"
                    + " hook /hook mqtt-version 3.1 control-prefix $X")
                .split(" ", -1));
    assertThat(settings.trust().caFile()).contains(Path.of("/ca.pem"));
    assertThat(settings.trust().truststore()).contains(Path.of("/trust.p12"));
    assertThat(settings.trust().truststorePassword()).isEqualTo(Secret.of("open"));
    assertThat(settings.version()).isEqualTo(MqttVersion.V3_1);
    assertThat(settings.scope().prefix()).isEqualTo("$X");
    assertThat(settings.data()).isEqualTo(Path.of("/var/lib/agent"));
    assertThat(settings.handlers().snapshotDirectory()).contains(Path.of("/snapshots"));
    assertThat(settings.handlers().hook()).contains(Path.of("/hook"));
    assertThat(settings.handlers().certificate()).contains(Path.of("/snapshots/device.crt"));
    assertThat(settings.handlers().key()).contains(Path.of("/snapshots/device.key"));
    assertThat(settings.toString()).doesNotContain("open");
  }

  @Test
  void filesOfTheCertificate_mayBeElsewhere() {
    AgentSettings settings =
        settings(
            HARDWARE,
            ("broker-url mqtt://host snapshot-directory /snapshots device-certificate /tls/crt"
                    + " device-key /tls/key")
                .split(" ", -1));
    assertThat(settings.handlers().certificate()).contains(Path.of("/tls/crt"));
    assertThat(settings.handlers().key()).contains(Path.of("/tls/key"));
  }

  @Test
  void filesOfTheFactoryCertificate_goTogether() {
    AgentSettings settings =
        settings(
            HARDWARE,
            "broker-url mqtt://host factory-certificate /f/crt factory-key /f/key".split(" ", -1));
    assertThat(settings.login().factory())
        .contains(new AgentSettings.FactoryFiles(Path.of("/f/crt"), Path.of("/f/key")));
    assertThatThrownBy(
            () -> settings(HARDWARE, "broker-url mqtt://h factory-key /f/key".split(" ", -1)))
        .hasMessage("factory-certificate and factory-key go together");
  }

  @ParameterizedTest
  @CsvSource({
    "enabled,            yes,            enabled must be true or false",
    "provisioned,        1,              provisioned must be true or false",
    "ca-authentication,  on,             ca-authentication must be true or false",
    "broker-url,         '',             broker-url must be set",
    "broker-url,         host:8883,      broker-url must look like mqtts://HOST:8883",
    "broker-url,         http://host,    broker-url must look like mqtts://HOST:8883",
    "account-name,       a/b,            account-name must not contain / + or #",
    "control-prefix,     +,              control-prefix must not contain / + or #",
    "client-id,          a+b,            client-id: a client id must not contain / + or #",
    "timeout,            0,              timeout must be a whole number from 1 on",
    "timeout,            1.5,            timeout must be a whole number from 1 on",
    "retry-interval,     0,              retry-interval must be a whole number from 1 on",
    "retry-max-attempts, -2,             retry-max-attempts must be a whole number from -1 on",
    "mqtt-version,       5,              mqtt-version must be 3.1.1 or 3.1",
  })
  void wrongValue_isRefused(String key, String value, String message) {
    assertThatThrownBy(() -> settings(HARDWARE, "broker-url", "mqtt://host", key, value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void deviceWithoutNames_mustBeGivenSome() {
    assertThatThrownBy(() -> settings(NAMELESS, "broker-url", "mqtt://host"))
        .hasMessageContaining("set client-id and username");
    Hardware unnumbered = new Hardware(Optional.of("F0D2F1C453DB"), Optional.empty());
    assertThatThrownBy(() -> settings(unnumbered, "broker-url", "mqtt://host"))
        .hasMessageContaining("set username or serial-number");
    assertThat(
            settings(unnumbered, "broker-url", "mqtt://host", "username", "u").login().username())
        .isEqualTo("u");
  }

  @Test
  void path_mustBeOne() {
    assertThatThrownBy(() -> settings(HARDWARE, "broker-url", "mqtt://host", "hook", "a\0b"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("hook is no path");
  }

  private static AgentSettings settings(Hardware hardware, String... keysAndValues) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      texts.put(Setting.ofKey(keysAndValues[i]).orElseThrow(), keysAndValues[i + 1]);
    }
    return AgentSettings.of(texts, FILE, hardware);
  }
}
