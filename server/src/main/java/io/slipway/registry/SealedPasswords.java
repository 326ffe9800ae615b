// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Seals a configuration's passwords. Who edits a configuration gets them sealed and may hand them
 * back, each in its own place only: nobody can have a password delivered that he does not know.
 */
final class SealedPasswords {
  private final UnaryOperator<String> seal;

  SealedPasswords(UnaryOperator<String> seal) {
    this.seal = seal;
  }

  /**
   * The configuration with all passwords sealed.
   *
   * @param given passwords in clear, or marked as encrypted and as they are {@code known}
   */
  ConfigurationSnapshot seal(ConfigurationSnapshot given, ConfigurationSnapshot known) {
    List<ComponentConfiguration> components = new ArrayList<>();
    for (ComponentConfiguration component : given.components()) {
      Map<String, ConfigurationProperty> before =
          known.component(component.pid()).map(ComponentConfiguration::properties).orElse(Map.of());
      components.add(sealed(component, before, ConfigurationRules.AT + components.size()));
    }
    return new ConfigurationSnapshot(components);
  }

  private ComponentConfiguration sealed(
      ComponentConfiguration component, Map<String, ConfigurationProperty> before, String at) {
    Map<String, ConfigurationProperty> properties = new LinkedHashMap<>();
    component
        .properties()
        .forEach((name, p) -> properties.put(name, sealed(name, p, before.get(name), at)));
    return new ComponentConfiguration(component.pid(), properties);
  }

  private ConfigurationProperty sealed(
      String name, ConfigurationProperty given, ConfigurationProperty before, String at) {
    if (given.type() != PropertyType.PASSWORD) {
      return given;
    }
    if (!given.encrypted()) {
      List<String> values = given.values().stream().map(seal).toList();
      return new ConfigurationProperty(PropertyType.PASSWORD, given.array(), true, values);
    }
    if (before == null || !before.encrypted() || !before.values().equals(given.values())) {
      throw RefusedException.invalid(
          at + "/properties/property",
          "property " + name + " is encrypted: give it in clear, or leave it as it was shown");
    }
    return before;
  }
}
