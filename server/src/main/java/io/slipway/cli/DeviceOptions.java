// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What an operator says of a device, as flags. */
final class DeviceOptions {
  @Option(names = "--display-name", paramLabel = "TEXT", description = "What people call it.")
  private String displayName;

  @Option(names = "--serial", paramLabel = "TEXT", description = "Its serial number.")
  private String serialNumber;

  @Option(
      names = "--field",
      paramLabel = "NAME=TEXT",
      description = "Another field of REST, such as modelName or customAttribute1.")
  private Map<String, String> fields = Map.of();

  @ArgGroup private Switch status;

  void put(ObjectNode device) {
    fields.forEach(device::put);
    Given.text(device, "displayName", displayName);
    Given.text(device, "serialNumber", serialNumber);
    Switch.put(device, status);
  }
}
