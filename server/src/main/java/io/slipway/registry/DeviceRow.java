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
}
