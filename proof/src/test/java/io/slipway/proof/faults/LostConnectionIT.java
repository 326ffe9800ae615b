// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Request;
import io.slipway.proof.device.Settings;
import io.slipway.proof.device.Wire;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.PlatformRequest.Complete;
import io.slipway.protocol.message.PlatformRequest.PutCertificates;
import io.slipway.protocol.message.PlatformRequest.PutConfiguration;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostConnectionIT {
  private static final Client CLIENT = Client.PAHO_311;

  private Slipway slipway;
  private Operator operator;
  private Door door;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    operator = slipway.operator();
    door = Door.provisionTls(slipway);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  static Stream<Arguments> everyPoint() {
    return Arrays.stream(Profile.values())
        .flatMap(profile -> Point.of(profile).stream().map(p -> Arguments.of(profile, p)));
  }

  @ParameterizedTest
  @MethodSource("everyPoint")
  void device_goesOnWhereItWasWhenItsConnectionWasLost(Profile profile, Point point) {
    Device device = device(profile, "lost-" + profile + "-" + point);
    point.lead(profile, device, CLIENT, door);
    device.cut();
    if (!point.isLast(profile)) {
      device.provision(CLIENT, door);
    }
    device.arrive(CLIENT).close();
    Arrival.assertOnce(operator, device);
  }

  @ParameterizedTest
  @MethodSource("everyPoint")
  void device_thatLogsInTwiceIsServedWhereItLoggedInLast(Profile profile, Point point) {
    if (point.isLast(profile)) {
      return;
    }
    Device device = device(profile, "twice-" + profile + "-" + point);
    point.lead(profile, device, CLIENT, door);
    Wire first = device.wire();
    device.connect(CLIENT, door);
    Patience.until("the first connection closed", () -> !first.connected());
    first.cut();
    device.ask().follow();
    device.close();
    device.arrive(CLIENT).close();
    Arrival.assertOnce(operator, device);
  }

  @Test
  void openRequest_keepsItsIdAndContentOverALoss() {
    Device device = device(Profile.FULL, "same-request");
    Point.CONFIGURATION_RECEIVED.lead(Profile.FULL, device, CLIENT, door);
    device.cut();
    device.connect(CLIENT, door).ask();
    Request again = device.next(PutConfiguration.class);
    device.cut();

    device.renewNonce();
    device.connect(CLIENT, door).ask();
    device.accept(device.next(PutCertificates.class));
    Request signedAnew = device.next(PutConfiguration.class);
    assertThat(signedAnew.envelope().requestId()).isEqualTo(again.envelope().requestId());
    device.accept(signedAnew);
    device.accept(device.next(Complete.class));
    device.close();
    device.arrive(CLIENT).close();
    Arrival.assertOnce(operator, device);
    assertThat(device.configurations()).hasSize(3);
  }

  @Test
  void device_whoseLastAnswerWasLostHasArrivedAllTheSame() {
    Device device = device(Profile.FULL, "answer-lost");
    Point.COMPLETE_RECEIVED.lead(Profile.FULL, device, CLIENT, door);
    device.cut();
    device.arrive(CLIENT).close();
    Arrival.assertOnce(operator, device);
  }

  @Test
  void device_thatComesBackInsteadOfArrivingGetsTheSameInAnotherAttempt() {
    Device device = device(Profile.FULL, "turned-back");
    device.provision(CLIENT, door);
    device.provision(CLIENT, door);
    assertThat(operator.executions(device.order()))
        .extracting(x -> x.at("/slipway/failureCause").asText())
        .containsExactly("ARRIVAL_TIMEOUT", "");
    device.arrive(CLIENT).close();
    Arrival.assertComplete(operator, device, 2);
  }

  @Test
  void wrongAddress_isMendedByTheOperatorAndTakenInTheNextAttempt() throws IOException {
    String endpoints = "/v1/_/endpointInfos";
    int nobody = unusedPort();
    Operator.Reply made = operator.post(endpoints, endpoint(nobody)).ok();
    PlacedOrder order = operator.place(Order.of("led-astray").endpoint(made.at("/id")));
    Device device = new Device(Profile.FULL, order, slipway.trust());
    Settings wrong = device.provision(CLIENT, door);
    assertThatThrownBy(() -> device.arrive(CLIENT)).isInstanceOf(DisconnectedException.class);
    assertThat(operator.status(order)).isEqualTo("RUNNING");

    // The embedded broker under its other name, since one address is one endpoint.
    String mended =
        endpoint(slipway.ports().accountTls())
            .replace("localhost", "127.0.0.1")
            .replaceFirst("\\{", "{\"optlock\":" + made.at("/optlock") + ",");
    operator.send("PUT", endpoints + "/" + made.at("/id"), Optional.of(mended)).ok();
    Settings right = device.provision(CLIENT, door);
    assertThat(right.brokerUrl().getPort()).isEqualTo(slipway.ports().accountTls());
    assertThat(right.login()).isEqualTo(wrong.login());
    device.arrive(CLIENT).close();
    operator.awaitStatus(order, "COMPLETED");
    assertThat(operator.executions(order)).hasSize(2);
  }

  private static String endpoint(int port) {
    return "{\"schema\":\"mqtts\",\"dns\":\"localhost\",\"port\":%d,\"secure\":true,"
            .formatted(port)
        + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}";
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Device device(Profile profile, String clientId) {
    return new Device(profile, operator.place(Order.of(clientId)), slipway.trust());
  }
}
