// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationSnapshotTest {

  @Test
  void merge_putsPropertyOverPropertyAndKeepsTheRest() {
    ConfigurationSnapshot order = snapshot("a", Map.of("x", "1", "y", "1"));
    ConfigurationSnapshot own = snapshot("a", Map.of("y", "2", "z", "2"));
    assertThat(order.merge(own)).isEqualTo(snapshot("a", Map.of("x", "1", "y", "2", "z", "2")));
    assertThat(order.merge(snapshot("b", Map.of())).components())
        .extracting(ComponentConfiguration::pid)
        .containsExactly("a", "b");
    assertThat(order.merge(ConfigurationSnapshot.EMPTY)).isEqualTo(order);
    assertThat(ConfigurationSnapshot.EMPTY.merge(order)).isEqualTo(order);
  }

  @Test
  void component_isConfiguredOnce() {
    ComponentConfiguration one = new ComponentConfiguration("a", Map.of());
    assertThatThrownBy(() -> new ConfigurationSnapshot(List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void password_isNotPrinted() {
    ComponentConfiguration component =
        new ComponentConfiguration(
            "a",
            Map.of(
                "password", ConfigurationProperty.password("hunter2"),
                "port", ConfigurationProperty.integer(1883)));
    assertThat(component.toString()).contains("Password[***]", "1883").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "Long, 9223372036854775807, true",
    "Long, 9223372036854775808, false",
    "Integer, -2147483648, true",
    "Integer, 1.0, false",
    "Short, 32768, false",
    "Byte, -128, true",
    "Byte, 128, false",
    "Double, 1e3, true",
    "Double, x, false",
    "Float, NaN, true",
    "Char, x, true",
    "Char, xy, false",
    "Character, x, true",
    "boolean, true, true",
    "Boolean, TRUE, false",
    "Boolean, 1, false",
    "String, '', true",
    "Password, '', true",
    "INTEGER, '', false",
  })
  void type_saysWhatItsValuesAre(String type, String value, boolean accepted) {
    assertThat(PropertyType.named(type).orElseThrow().accepts(value)).isEqualTo(accepted);
  }

  private static ConfigurationSnapshot snapshot(String pid, Map<String, String> texts) {
    Map<String, ConfigurationProperty> properties = new java.util.HashMap<>();
    texts.forEach((name, text) -> properties.put(name, ConfigurationProperty.string(text)));
    return new ConfigurationSnapshot(List.of(new ComponentConfiguration(pid, properties)));
  }
}
