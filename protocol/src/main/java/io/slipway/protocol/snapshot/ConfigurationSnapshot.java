// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configurations of components, each pid once. */
public record ConfigurationSnapshot(List<ComponentConfiguration> components) {
  public static final ConfigurationSnapshot EMPTY = new ConfigurationSnapshot(List.of());

  public ConfigurationSnapshot {
    components = List.copyOf(components);
    long pids = components.stream().map(ComponentConfiguration::pid).distinct().count();
    if (pids < components.size()) {
      throw new IllegalArgumentException("a component is configured twice");
    }
  }

  public Optional<ComponentConfiguration> component(String pid) {
    return components.stream().filter(c -> c.pid().equals(pid)).findFirst();
  }

  /** This with {@code over} put over it, property by property. */
  public ConfigurationSnapshot merge(ConfigurationSnapshot over) {
    Map<String, ComponentConfiguration> both = new LinkedHashMap<>();
    components.forEach(c -> both.put(c.pid(), c));
    over.components.forEach(c -> both.merge(c.pid(), c, ComponentConfiguration::merge));
    return new ConfigurationSnapshot(List.copyOf(both.values()));
  }
}
