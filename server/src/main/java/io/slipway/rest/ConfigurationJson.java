// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A device's configuration as JSON: {@code deviceConfiguration}. */
final class ConfigurationJson {
  private static final String TYPES =
      Arrays.stream(PropertyType.values())
          .map(PropertyType::text)
          .collect(Collectors.joining(", "));

  private ConfigurationJson() {}

  static ConfigurationSnapshot read(JsonFields configuration) {
    configuration.ignore("type");
    Set<String> pids = new HashSet<>();
    List<ComponentConfiguration> components =
        configuration.objects("configuration", c -> component(c, pids));
    configuration.end();
    return new ConfigurationSnapshot(components);
  }

  static JsonView view(ConfigurationSnapshot configuration) {
    return JsonView.of("deviceConfiguration")
        .objects(
            "configuration",
            configuration.components().stream().map(ConfigurationJson::component).toList());
  }

  private static ComponentConfiguration component(JsonFields component, Set<String> pids) {
    component.ignore("type", "definition");
    String pid = component.requiredText("id");
    if (!pids.add(pid)) {
      throw component.invalid("id", "is given twice");
    }
    Map<String, ConfigurationProperty> properties = new LinkedHashMap<>();
    component
        .object("properties")
        .ifPresent(
            list -> {
              list.objects("property", p -> property(p, properties));
              list.end();
            });
    return new ComponentConfiguration(pid, properties);
  }

  private static String property(
      JsonFields property, Map<String, ConfigurationProperty> properties) {
    String name = property.requiredText("name");
    if (properties.containsKey(name)) {
      throw property.invalid("name", "is given twice");
    }
    properties.put(name, value(property));
    return name;
  }

  /** A property's type and values; its name is read by the caller. */
  static ConfigurationProperty value(JsonFields property) {
    PropertyType type =
        PropertyType.named(property.requiredText("type"))
            .orElseThrow(() -> property.invalid("type", "must be one of " + TYPES));
    boolean array = property.flag("array", false);
    boolean encrypted = property.flag("encrypted", false);
    if (encrypted && type != PropertyType.PASSWORD) {
      throw property.invalid("encrypted", "is for values of type Password");
    }
    List<String> values = property.scalars("value");
    return new ConfigurationProperty(type, array, encrypted, values);
  }

  private static JsonView component(ComponentConfiguration component) {
    List<JsonView> properties = new ArrayList<>();
    component.properties().forEach((name, p) -> properties.add(property(name, p)));
    return JsonView.untyped()
        .text("id", component.pid())
        .object("properties", JsonView.untyped().objects("property", properties));
  }

  static JsonView property(String name, ConfigurationProperty property) {
    return JsonView.untyped()
        .text("name", name)
        .flag("array", property.array())
        .flag("encrypted", property.encrypted())
        .text("type", property.type().text())
        .texts("value", property.values());
  }
}
