// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountLoginTest {
  private static final Map<String, ConfigurationProperty> GOOD =
      Map.of(
          "topic.context.account-name", ConfigurationProperty.string("acme"),
          "broker-url", ConfigurationProperty.string("mqtts://broker:8883"),
          "client-id", ConfigurationProperty.string("pump"),
          "username", ConfigurationProperty.string("pump-1"),
          "password", ConfigurationProperty.password("secret"));

  @Test
  void configuration_tellsWhereToGo() {
    for (String pid : List.of(KuraPids.MQTT_DATA_TRANSPORT, "org.acme.OtherTransport")) {
      AccountLogin login = AccountLogin.in(xml(pid, GOOD), false);
      assertThat(login.account()).isEqualTo("acme");
      assertThat(login.clientId()).isEqualTo("pump");
      assertThat(login.broker()).hasToString("mqtts://broker:8883");
      assertThat(login.username()).isEqualTo("pump-1");
      assertThat(login.password()).contains(Secret.of("secret"));
      assertThat(login.toString()).doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"topic.context.account-name", "broker-url", "client-id", "username", "password"})
  void configurationThatLacksSomething_isRefused(String property) {
    Map<String, ConfigurationProperty> lacking = new TreeMap<>(GOOD);
    lacking.remove(property);
    assertRefused(lacking, property);
    lacking.put(property, ConfigurationProperty.string(""));
    assertRefused(lacking, property);
  }

  @ParameterizedTest
  @CsvSource({
    "broker-url, broker",
    "client-id, a/b",
    "topic.context.account-name, a#",
  })
  void configurationThatLeadsNowhere_isRefused(String property, String value) {
    Map<String, ConfigurationProperty> wrong = new TreeMap<>(GOOD);
    wrong.put(property, ConfigurationProperty.string(value));
    assertRefused(wrong, property);
  }

  @Test
  void passwordMayBeMissing_onlyWhereACertificateIsShown() {
    Map<String, ConfigurationProperty> without = new TreeMap<>(GOOD);
    without.remove("password");
    byte[] configuration = xml(KuraPids.MQTT_DATA_TRANSPORT, without);
    assertThat(AccountLogin.in(configuration, true).password()).isEmpty();
    without.put("password", ConfigurationProperty.password(""));
    byte[] empty = xml(KuraPids.MQTT_DATA_TRANSPORT, without);
    assertThat(AccountLogin.in(empty, true).password()).isEmpty();
    assertThat(AccountLogin.in(xml(KuraPids.MQTT_DATA_TRANSPORT, GOOD), true).password())
        .contains(Secret.of("secret"));
    without.put("broker-url", ConfigurationProperty.string("mqtt://broker:1883"));
    byte[] plain = xml(KuraPids.MQTT_DATA_TRANSPORT, without);
    assertThatThrownBy(() -> AccountLogin.in(plain, true))
        .as("there is no TLS to show it in")
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("the property password is missing");
  }

  @Test
  void noConfigurationAtAll_isRefused() {
    assertThatThrownBy(() -> AccountLogin.in("<a/>".getBytes(StandardCharsets.UTF_8), false))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void endOfProvisioning_meansOneLogin() {
    AccountLogin login = AccountLogin.in(xml(KuraPids.MQTT_DATA_TRANSPORT, GOOD), false);
    assertThat(login.isMeantBy(complete("acme", "pump-1", "pump"))).isTrue();
    assertThat(login.isMeantBy(complete("other", "pump-1", "pump"))).isFalse();
    assertThat(login.isMeantBy(complete("acme", "pump-2", "pump"))).isFalse();
    assertThat(login.isMeantBy(complete("acme", "pump-1", "fan"))).isFalse();
  }

  private static PlatformRequest.Complete complete(String account, String user, String clientId) {
    return new PlatformRequest.Complete(account, "mqtts://broker:8883", user, clientId);
  }

  private static void assertRefused(
      Map<String, ConfigurationProperty> properties, String property) {
    assertThatThrownBy(() -> AccountLogin.in(xml(KuraPids.MQTT_DATA_TRANSPORT, properties), false))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining(property);
  }

  private static byte[] xml(String pid, Map<String, ConfigurationProperty> properties) {
    return KuraXml.encode(
        new ConfigurationSnapshot(
            List.of(
                new ComponentConfiguration("org.acme.Pump", Map.of()),
                new ComponentConfiguration(pid, properties))));
  }
}
