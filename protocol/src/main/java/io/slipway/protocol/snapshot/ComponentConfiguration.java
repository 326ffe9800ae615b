// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The properties of one component, in the order of their names. */
public record ComponentConfiguration(String pid, Map<String, ConfigurationProperty> properties) {
  public ComponentConfiguration {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(properties)));
  }

  /** These properties with those of {@code over} put over them. */
  ComponentConfiguration merge(ComponentConfiguration over) {
    Map<String, ConfigurationProperty> both = new TreeMap<>(properties);
    both.putAll(over.properties);
    return new ComponentConfiguration(pid, both);
  }
}
