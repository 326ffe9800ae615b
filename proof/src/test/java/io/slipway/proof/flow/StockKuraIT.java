// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.PythonGateway;
import io.slipway.proof.world.Applications;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that knows nothing of Slipway, provisioned by what stock Kura understands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockKuraIT {
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
  @ValueSource(strings = {"3.1", "3.1.1"})
  void pythonGateway_arrivesOverTls(String mqtt) {
    PlacedOrder order = operator.place(Order.of("gateway-" + mqtt));
    try (PythonGateway gateway = PythonGateway.start(slipway, order, true, mqtt)) {
      String arrived = gateway.await("arrived");
      assertThat(arrived).isEqualTo("arrived " + order.clientId() + "-1");
      operator.awaitStatus(order, "COMPLETED");
      operator.awaitEvents(
          order.clientId(), "UNDER_PROVISIONING", "PROVISIONED", "CONNECTED", "BIRTH");
      assertThat(gateway.lines())
          .filteredOn(line -> line.startsWith("asked"))
          .as("only what stock Kura has a handler for")
          .containsExactly("asked CONF-V1 PUT configurations");
      assertThat(operator.connection(order.clientId())).isEqualTo("CONNECTED");
      assertThat(operator.device(order.clientId()).orElseThrow().path("serialNumber").asText())
          .isEqualTo("KURA-1");

      gateway.shutDown();
      operator.awaitConnection(order.clientId(), "DISCONNECTED");
      operator.awaitEvents(order.clientId(), "DC");
    }
    assertThatThrownBy(
            () ->
                Client.PAHO_311.connect(
                    Door.accountTcp(slipway),
                    new Device(Profile.KURA, order, slipway.trust()).login()))
        .isInstanceOf(LoginRefusedException.class);
  }

  @Test
  void pythonGateway_fetchesItsApplicationsByHttpsFirst(@TempDir Path folder) {
    for (String name : List.of("heater", "meter")) {
      Path file = Applications.deploymentPackage(folder, name, "1.0.0");
      operator.upload(name, "1.0.0", "dp", file).ok();
    }
    PlacedOrder order =
        operator.place(
            Order.of("gateway-with-applications")
                .withPackage("heater", "1.0.0")
                .withPackage("meter", "1.0.0"));
    try (PythonGateway gateway = PythonGateway.start(slipway, order, true, "3.1.1")) {
      gateway.await("arrived");
      operator.awaitStatus(order, "COMPLETED");
      assertThat(gateway.lines())
          .filteredOn(line -> line.startsWith("installed"))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("installed heater"),
              second -> assertThat(second).startsWith("installed meter"));
      operator.awaitEvents(order.clientId(), "PACKAGE_INSTALLED", "PROVISIONED");
      assertThat(operator.executions(order).getFirst().at("/slipway/packages/1/state").asText())
          .isEqualTo("INSTALLED");
      gateway.shutDown();
    }
  }

  @Test
  void pythonGateway_arrivesWithoutTlsWhereTheOrderSaysKura() {
    PlacedOrder order = operator.place(Order.of("gateway-tcp").profile("kura"));
    try (PythonGateway gateway = PythonGateway.start(slipway, order, false, "3.1.1")) {
      gateway.await("arrived");
      operator.awaitStatus(order, "COMPLETED");
      gateway.shutDown();
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void birth_startsTheProvisioningInEveryVersion(Client client) {
    PlacedOrder order = operator.place(Order.of("birth-" + client));
    Device device = new Device(Profile.KURA, order, slipway.trust());
    device.provision(client, Door.provisionTls(slipway));
    assertThat(operator.status(order)).isEqualTo("RUNNING");
    device.arrive(client).birth().depart();
    operator.awaitStatus(order, "COMPLETED");
  }

  @Test
  void birth_overPlainTcpIsRefusedUnlessTheOrderSaysKura() {
    PlacedOrder order = operator.place(Order.of("birth-in-the-clear"));
    try (Device device = new Device(Profile.KURA, order, slipway.trust())) {
      device.connect(Client.PAHO_311, Door.provisionTcp(slipway)).announce();
      device.awaitClosed();
    }
    operator.awaitCause(order, "PROFILE_NOT_ALLOWED");
    assertThat(operator.attempts(order)).isZero();
  }

  @Test
  void birth_isPassedOverWhereTheOrderNeedsAnActivationKey() {
    PlacedOrder order = operator.place(Order.of("birth-and-key").activationKey());
    try (Device device = new Device(Profile.KURA, order, slipway.trust())) {
      device.connect(Client.PAHO_311, Door.provisionTls(slipway)).ask();
      assertThat(device.hearsNothing(Duration.ofSeconds(2))).isTrue();
      assertThat(operator.status(order)).isEqualTo("CREATED");
    }
  }
}
