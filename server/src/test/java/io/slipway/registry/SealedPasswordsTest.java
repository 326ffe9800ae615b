// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedPasswordsTest {
  private final SealedPasswords passwords = new SealedPasswords(clear -> "sealed:" + clear);

  @Test
  void passwordInClear_isSealedAndAllElseIsKept() {
    ConfigurationSnapshot sealed =
        passwords.seal(
            of("wifi", "key", password("geheim"), "ssid", ConfigurationProperty.string("net")),
            ConfigurationSnapshot.EMPTY);
    Map<String, ConfigurationProperty> properties = sealed.components().getFirst().properties();
    assertThat(properties.get("key")).isEqualTo(shown("sealed:geheim"));
    assertThat(properties.get("ssid")).isEqualTo(ConfigurationProperty.string("net"));
  }

  @Test
  void sealedPassword_isTakenBackInItsPlace() {
    ConfigurationSnapshot known = of("wifi", "key", shown("sealed:geheim"));
    assertThat(passwords.seal(known, known)).isEqualTo(known);
  }

  @Test
  void sealedPassword_isRefusedAnywhereElse() {
    ConfigurationSnapshot known = of("wifi", "key", shown("sealed:geheim"));
    for (ConfigurationSnapshot given :
        List.of(
            of("wifi", "ssid", shown("sealed:geheim")),
            of("other", "key", shown("sealed:geheim")),
            of("wifi", "key", shown("sealed:other")))) {
      assertThatThrownBy(() -> passwords.seal(given, known))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("/extraOptions/deviceConfiguration/configuration/0")
          .hasMessageContaining("is encrypted")
          .hasMessageNotContaining("sealed:");
    }
  }

  private static ConfigurationSnapshot of(String pid, String name, ConfigurationProperty property) {
    return new ConfigurationSnapshot(
        List.of(new ComponentConfiguration(pid, Map.of(name, property))));
  }

  private static ConfigurationSnapshot of(
      String pid,
      String name,
      ConfigurationProperty property,
      String other,
      ConfigurationProperty second) {
    return new ConfigurationSnapshot(
        List.of(new ComponentConfiguration(pid, Map.of(name, property, other, second))));
  }

  private static ConfigurationProperty password(String clear) {
    return ConfigurationProperty.password(clear);
  }

  private static ConfigurationProperty shown(String sealed) {
    return new ConfigurationProperty(PropertyType.PASSWORD, false, true, List.of(sealed));
  }
}
