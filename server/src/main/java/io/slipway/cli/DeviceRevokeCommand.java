// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway device revoke}. */
@Command(
    name = "revoke",
    description = "Revoke a certificate of a device, which has to leave where it came with that.")
final class DeviceRevokeCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "DEVICE", description = "Client id or id.")
  private String device;

  @Parameters(index = "1", paramLabel = "CERTIFICATE", description = "The certificate's id.")
  private String certificate;

  DeviceRevokeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path =
        Nouns.DEVICE.path(connection.rest(), device)
            + "/certificates/_revoke?certificateType=SSL&certificateId="
            + RestClient.encoded(certificate);
    JsonNode done = connection.rest().post(path, JsonNodeFactory.instance.objectNode());
    return show(done, () -> out().println("The certificate " + certificate + " is revoked."));
  }
}
