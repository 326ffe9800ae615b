// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Settings;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that was ordered with others, from a template. */
class TemplateIT {
  @TempDir private Path folder;

  @Test
  void device_thatWasOrderedFromATemplate_getsWhatItRendersTo() throws IOException {
    try (Slipway slipway = Slipway.start(Files.createDirectory(folder.resolve("server")))) {
      Operator operator = slipway.operator();
      operator.post("/v1/_/provisionGroups", "{\"name\":\"north\"}").ok();
      operator.post("/v1/_/provisionTemplates?templateId=default", template()).ok();
      operator
          .post(
              "/v1/_/provisionTemplates/default/providedServices",
              """
              {"serviceId":"org.acme.Pump","group":"north","defaultService":true,"values":[
                {"name":"site","value":["${account} ${serialNumber}"]},
                {"name":"key","value":["geheim-${clientId}"]}]}
              """)
          .ok();
      Path row = Files.writeString(folder.resolve("row.csv"), "clientId,serialNo\npump-1,S1\n");
      Operator.Reply preview = operator.importFile("/_preview?row=1", row, "text/csv").ok();
      Operator.Reply ordered =
          operator
              .post(
                  "/v1/_/bulkProvisionRequests",
                  "{\"devices\":[{\"clientId\":\"pump-1\",\"serialNo\":\"S1\"}]}")
              .ok();
      PlacedOrder order =
          revealed(operator, ordered.at("/successfulRequests/0/provisionRequestId"));

      Device device = new Device(Profile.FULL, order, slipway.trust());
      Settings settings = device.provision(Client.PAHO_311, Door.provisionTls(slipway));
      assertThat(settings.value("org.acme.Pump", "site")).isEqualTo("slipway S1");
      assertThat(settings.value("org.acme.Pump", "password")).isEqualTo("geheim-pump-1");
      assertThat(settings.value("org.acme.Pump", "literal")).isEqualTo("${site}");
      assertThat(masked(device, settings)).isEqualTo(preview.at("/configuration"));
      try (AccountDevice arrived = device.arrive(Client.PAHO_311)) {
        operator.awaitStatus(order, "COMPLETED");
        arrived.birth();
      }
    }
  }

  /** What the device received, byte for byte, without its passwords. */
  private static String masked(Device device, Settings settings) {
    return new String(device.configurations().getLast(), StandardCharsets.UTF_8)
        .replace(settings.value("org.acme.Pump", "password"), "***")
        .replace(settings.login().password(), "***");
  }

  private static PlacedOrder revealed(Operator operator, String id) {
    Operator.Reply told = operator.post("/v1/_/provisionRequests/" + id + "/_reveal", "{}").ok();
    return new PlacedOrder(
        id,
        told.at("/clientId"),
        told.at("/username"),
        told.at("/password"),
        Optional.of(told.at("/activationKey")));
  }

  private static String template() {
    return """
    {"body":{"extraOptions":{"slipway":{"generateActivationKey":true},
      "deviceConfiguration":{"configuration":[{"id":"org.acme.Pump","properties":[
        {"name":"site","type":"String","value":["§§PLACEHOLDER§§"]},
        {"name":"password","_propertyId":"key","type":"Password","value":["§§PLACEHOLDER§§"]},
        {"name":"literal","type":"String","value":["$${site}"]}]}]}}}}
    """;
  }
}
