// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Map;
import java.util.Optional;

/**
 * One of many devices that are ordered from a template.
 *
 * @param columns what else is given of it, by name
 */
public record DeviceRow(String clientId, Optional<String> serialNo, Map<String, String> columns) {
  public DeviceRow {
    columns = Map.copyOf(columns);
  }

  /** Which factory certificate it shows, where that is given of it. */
  Optional<String> certificateDevId() {
    return columns.entrySet().stream()
        .filter(column -> column.getKey().equalsIgnoreCase("certificateDevId"))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
