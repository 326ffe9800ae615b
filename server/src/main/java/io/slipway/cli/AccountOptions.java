// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** What an account may have, as flags. */
final class AccountOptions {
  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private String description;

  @Option(names = "--max-requests", paramLabel = "N", description = "Provision requests at most.")
  private Integer maxRequests;

  @Option(names = "--max-devices", paramLabel = "N", description = "Devices at most.")
  private Integer maxDevices;

  @Option(
      names = "--reprovision",
      paramLabel = "POLICY",
      description = "Of its requests that say none: never, on-request or always.")
  private String reprovision;

  boolean hasOurs() {
    return maxRequests != null || maxDevices != null || reprovision != null;
  }

  void put(ObjectNode body) {
    Given.text(body, "description", description);
    if (hasOurs()) {
      ObjectNode ours = body.withObject("/slipway");
      Given.number(ours, "maxRequests", maxRequests);
      Given.number(ours, "maxDevices", maxDevices);
      Given.text(ours, "reprovision", reprovision);
    }
  }
}
