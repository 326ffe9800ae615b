// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Settings;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullProfileIT {
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void device_arrivesOverTls(Client client) {
    arrives(client, Door.provisionTls(slipway), "tls-" + client);
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void device_arrivesWithoutTls(Client client) {
    arrives(client, Door.provisionTcp(slipway), "tcp-" + client);
  }

  private void arrives(Client client, Door door, String clientId) {
    PlacedOrder order =
        operator.place(Order.of(clientId).configure("org.acme.Pump", "speed", "slow"));
    assertThat(operator.status(order)).isEqualTo("CREATED");

    Device device = new Device(Profile.FULL, order, slipway.trust());
    Settings settings = device.provision(client, door);
    assertThat(settings.login().clientId()).isEqualTo(clientId);
    assertThat(settings.value("org.acme.Pump", "speed")).isEqualTo("slow");
    assertThat(operator.status(order)).isEqualTo("RUNNING");

    try (AccountDevice arrived = device.arrive(client)) {
      operator.awaitStatus(order, "COMPLETED");
      arrived.birth();
      operator.awaitEvents(clientId, "UNDER_PROVISIONING", "PROVISIONED", "CONNECTED", "BIRTH");
      assertThat(operator.connection(clientId)).isEqualTo("CONNECTED");
      assertThat(operator.executions(order))
          .singleElement()
          .satisfies(x -> assertThat(x.at("/executionStatus").asText()).isEqualTo("COMPLETED"));
    }
    assertThatThrownBy(() -> client.connect(Door.accountTcp(slipway), device.login()))
        .as("the provisioning password opens the provision broker only")
        .isInstanceOfSatisfying(
            LoginRefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo(client.badLoginCode()));
    assertThatThrownBy(() -> client.connect(door, device.login()))
        .as("a completed request provisions nobody")
        .isInstanceOfSatisfying(
            LoginRefusedException.class,
            refused -> assertThat(refused.code()).isEqualTo(client.notAuthorizedCode()));
  }
}
