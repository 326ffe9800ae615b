// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Request;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Devices that have proved themselves, and what goes wrong then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversationRefusalIT {
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

  @Test
  void activationKey_isAskedForAndUsesUpNoAttempt() {
    PlacedOrder order = operator.place(Order.of("with-key").activationKey().attempts(1));
    String key = order.activationKey().orElseThrow();
    assertThat(key).matches("[A-Za-z0-9]{32}");
    try (Device device = device(order).withActivationKey(Optional.empty())) {
      device.connect(CLIENT, door).ask();
      assertRefused(device, FailureCause.ACTIVATION_KEY_MISSING);
      operator.awaitCause(order, "ACTIVATION_KEY_MISSING");
    }
    try (Device device = device(order).withActivationKey(Optional.of(key + "x"))) {
      device.connect(CLIENT, door).ask();
      assertRefused(device, FailureCause.ACTIVATION_KEY_WRONG);
      operator.awaitCause(order, "ACTIVATION_KEY_WRONG");
    }
    assertThat(operator.status(order)).isEqualTo("CREATED");
    assertThat(operator.attempts(order)).isZero();
    arrives(device(order));
  }

  @Test
  void credentialsInTheMessage_mustBeThoseOfTheLogin() {
    PlacedOrder order = operator.place(Order.of("two-faced"));
    try (Device device = device(order)) {
      device.connect(CLIENT, door);
      device.subscribe();
      KuraPayload said = device.provisionMessage();
      KuraPayload other =
          said.toBuilder().without("password").metric("password", "another").build();
      device.wire().publish(device.own("MQTT/PROV"), KuraPayloadCodec.encode(other));
      assertRefused(device, FailureCause.CREDENTIALS_MISMATCH);
    }
    assertThat(operator.attempts(order)).isZero();
    arrives(device(order));
  }

  @Test
  void attempts_areUsedUp() {
    PlacedOrder order = operator.place(Order.of("stubborn").attempts(2));
    refuseConfiguration(order);
    assertThat(operator.awaitStatus(order, "FAILED").at("/options/extraOptions/slipway"))
        .isNotNull();
    operator.awaitCause(order, "CONFIGURATION_REFUSED");
    refuseConfiguration(order);
    operator.awaitCause(order, "ATTEMPTS_EXHAUSTED");
    assertThat(operator.executions(order))
        .extracting(x -> x.at("/slipway/failureCause").asText())
        .containsExactly("CONFIGURATION_REFUSED", "CONFIGURATION_REFUSED");
    assertThatThrownBy(() -> device(order).connect(Client.HIVEMQ_5, door))
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageContaining("ATTEMPTS_EXHAUSTED");
    operator.awaitEvents(order.clientId(), "PROVISIONING_FAILED");
  }

  @Test
  void device_succeedsAfterAFailedAttempt() {
    PlacedOrder order = operator.place(Order.of("second-try").attempts(2));
    refuseConfiguration(order);
    operator.awaitStatus(order, "FAILED");
    arrives(device(order));
    assertThat(operator.executions(order))
        .extracting(x -> x.path("executionStatus").asText())
        .containsExactly("FAILED", "COMPLETED");
  }

  @Test
  void certificatesThatTheDeviceDoesNotTrust_endTheAttempt() {
    PlacedOrder order = operator.place(Order.of("distrustful"));
    try (Device device = device(order)) {
      device.connect(CLIENT, door).ask();
      Request request = device.next(PlatformRequest.PutCertificates.class);
      device.answer(request, Answer.refused(400, "who are you?"));
      assertRefused(device, FailureCause.CERTIFICATES_REFUSED);
    }
    operator.awaitCause(order, "CERTIFICATES_REFUSED");
    assertThat(operator.executions(order).getFirst().path("log").asText()).contains("who are you?");
  }

  @Test
  void stop_reachesTheDeviceInTheMiddleAndRevokesWhatItWasGiven() {
    PlacedOrder order = operator.place(Order.of("stopped-midway"));
    try (Device device = device(order)) {
      device.connect(CLIENT, door).ask();
      device.accept(device.next(PlatformRequest.PutCertificates.class));
      device.accept(device.next(PlatformRequest.PutConfiguration.class));
      device.next(PlatformRequest.Complete.class);
      operator.stop(order);
      assertRefused(device, FailureCause.STOPPED);
      assertThat(operator.status(order)).isEqualTo("STOPPED");
      assertThatThrownBy(() -> device.arrive(CLIENT)).isInstanceOf(LoginRefusedException.class);
    }
    assertThat(operator.executions(order))
        .singleElement()
        .satisfies(
            x -> {
              assertThat(x.path("executionStatus").asText()).isEqualTo("STOPPED");
              assertThat(x.at("/slipway/failureCause").asText()).isEqualTo("CANCELLED_BY_OPERATOR");
            });
    assertThatThrownBy(() -> device(order).connect(Client.HIVEMQ_5, door))
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageContaining("STOPPED");
  }

  @Test
  void topicsOfAnotherAccount_areNamedAsTheCause() {
    PlacedOrder order = operator.place(Order.of("misconfigured"));
    try (Device device = device(order)) {
      device.connect(CLIENT, door);
      device
          .wire()
          .publish(
              "$EDC/my-account/" + order.clientId() + "/MQTT/PROV",
              KuraPayloadCodec.encode(device.provisionMessage()));
      device.awaitClosed();
    }
    operator.awaitCause(order, "WRONG_ACCOUNT");
    assertThat(operator.attempts(order)).isZero();
    arrives(device(order));
  }

  private void refuseConfiguration(PlacedOrder order) {
    try (Device device = device(order)) {
      device.connect(CLIENT, door).ask();
      device.accept(device.next(PlatformRequest.PutCertificates.class));
      Request request = device.next(PlatformRequest.PutConfiguration.class);
      device.answer(request, Answer.refused(500, "no room on the disk"));
      assertRefused(device, FailureCause.CONFIGURATION_REFUSED);
    }
  }

  /** The device hears why, signed, and is then disconnected. */
  private static void assertRefused(Device device, FailureCause cause) {
    Request refusal = device.next(PlatformRequest.Refuse.class);
    assertThat(((PlatformRequest.Refuse) refusal.content()).cause()).isEqualTo(cause);
    device.accept(refusal);
    device.awaitClosed();
  }

  private void arrives(Device device) {
    device.provision(CLIENT, door);
    device.arrive(CLIENT).close();
    operator.awaitStatus(device.order(), "COMPLETED");
  }

  private Device device(PlacedOrder order) {
    return new Device(Profile.FULL, order, slipway.trust());
  }
}
