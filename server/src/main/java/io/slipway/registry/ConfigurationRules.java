// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraXml;
import java.util.Optional;

/** What a configuration must keep to so that it can be written as XML and read by a device. */
final class ConfigurationRules {
  static final String AT = "/extraOptions/deviceConfiguration/configuration/";

  private ConfigurationRules() {}

  static void check(ConfigurationSnapshot configuration) {
    int index = 0;
    for (ComponentConfiguration component : configuration.components()) {
      String at = AT + index++;
      checkPid(at + "/id", component.pid());
      component
          .properties()
          .forEach(
              (name, property) ->
                  problem(name, property)
                      .ifPresent(
                          problem -> {
                            throw RefusedException.invalid(
                                at + "/properties/property", "property " + name + " " + problem);
                          }));
    }
  }

  static void checkPid(String field, String pid) {
    if (pid.isBlank() || pid.length() > TextRules.LONGEST_NAME) {
      throw RefusedException.invalid(field, "must be 1 to 255 characters long");
    }
    if (!KuraXml.canHold(pid)) {
      throw RefusedException.invalid(field, "holds a character that XML has not");
    }
  }

  static Optional<String> problem(String name, ConfigurationProperty property) {
    if (name.isBlank() || name.length() > TextRules.LONGEST_NAME) {
      return Optional.of("must have a name of 1 to 255 characters");
    }
    if (!KuraXml.canHold(name) || !property.values().stream().allMatch(KuraXml::canHold)) {
      return Optional.of("holds a character that XML has not");
    }
    if (!property.array() && property.values().size() != 1) {
      return Optional.of("must have one value, since it is no array");
    }
    return property.values().stream().allMatch(property.type()::accepts)
        ? Optional.empty()
        : Optional.of("has a value that is not of type " + property.type().text());
  }
}
