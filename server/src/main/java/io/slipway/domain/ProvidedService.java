// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values for the placeholders of a template, as one group has them.
 *
 * @param defaultService whether it counts where an order names no group for this service
 */
public record ProvidedService(
    Id templateId,
    Id scopeId,
    String serviceId,
    String group,
    Optional<String> displayName,
    Optional<String> description,
    boolean defaultService,
    Map<String, Value> values,
    Audit audit) {
  public ProvidedService {
    values = Map.copyOf(values);
  }

  /** What is supplied for one placeholder; passwords are sealed. */
  public record Value(boolean sealed, List<String> values) {
    public Value {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return sealed ? "Value[***]" : "Value" + values;
    }
  }

  /** The values in the order of their names. */
  public Map<String, Value> sortedValues() {
    Map<String, Value> sorted = new LinkedHashMap<>();
    values.keySet().stream().sorted().forEach(name -> sorted.put(name, values.get(name)));
    return sorted;
  }

  public ProvidedService with(Map<String, Value> others) {
    return new ProvidedService(
        templateId,
        scopeId,
        serviceId,
        group,
        displayName,
        description,
        defaultService,
        others,
        audit);
  }

  public ProvidedService with(boolean asDefault, Audit by) {
    return new ProvidedService(
        templateId, scopeId, serviceId, group, displayName, description, asDefault, values, by);
  }
}
