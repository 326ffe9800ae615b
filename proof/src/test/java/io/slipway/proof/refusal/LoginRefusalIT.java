// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginRefusalIT {
  /** Refusals leave on a beat of half a second; a little is left for unequal clocks. */
  private static final Duration BEAT = Duration.ofMillis(480);

  private static final int ATTACKERS = 8;

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

  @ParameterizedTest
  @EnumSource(Client.class)
  void unprovenPeer_learnsNothing(Client client) {
    PlacedOrder order = operator.place(Order.of("guessed-" + client));
    PlacedOrder held = operator.place(Order.of("guessed-held-" + client).disabled());
    Login right = Login.of(order.clientId(), order.username(), order.password());
    List<Login> guesses =
        List.of(
            right.withClientId("nobody"),
            right.withUsername("nobody"),
            right.withPassword("wrong"),
            right.withPassword(""),
            Login.of(held.clientId(), held.username(), "wrong"));
    for (Login guess : guesses) {
      Instant began = Instant.now();
      LoginRefusedException refused = refusal(client, guess);
      assertThat(refused.code()).isEqualTo(client.badLoginCode());
      assertThat(refused.reason()).isEmpty();
      assertThat(refused.retryAfterSeconds()).isEmpty();
      assertThat(Duration.between(began, Instant.now())).isGreaterThan(BEAT);
    }
    client.connect(door, right).close();
    assertThat(operator.status(order)).isEqualTo("CREATED");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void provenDevice_learnsWhyItMustWait(Client client) {
    Instant tomorrow = Instant.now().plus(Duration.ofHours(10));
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    PlacedOrder early = operator.place(Order.of("early-" + client).activatesOn(tomorrow));
    PlacedOrder late = operator.place(Order.of("late-" + client).expiresOn(yesterday));
    PlacedOrder disabled = operator.place(Order.of("disabled-" + client).disabled());
    PlacedOrder stopped = operator.place(Order.of("stopped-" + client));
    operator.stop(stopped);

    assertThat(held(client, early, "NOT_YET_ACTIVE").retryAfterSeconds().isPresent())
        .isEqualTo(client == Client.HIVEMQ_5);
    held(client, late, "EXPIRED");
    held(client, disabled, "DISABLED");
    held(client, stopped, "STOPPED");
  }

  @Test
  void genuineDevice_getsInWhileOthersGuess() {
    PlacedOrder order = operator.place(Order.of("besieged"));
    Login right = Login.of(order.clientId(), order.username(), order.password());
    AtomicBoolean besieged = new AtomicBoolean(true);
    try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ATTACKERS; i++) {
        attackers.execute(() -> guess(right, besieged));
      }
      Device device = new Device(Profile.FULL, order, slipway.trust());
      device.provision(Client.PAHO_311, door);
      device.arrive(Client.PAHO_311).close();
      operator.awaitStatus(order, "COMPLETED");
      besieged.set(false);
    }
  }

  private void guess(Login right, AtomicBoolean on) {
    for (int i = 0; on.get(); i++) {
      refusal(Client.HIVEMQ_5, right.withPassword("guess-" + i));
    }
  }

  private LoginRefusedException held(Client client, PlacedOrder order, String cause) {
    LoginRefusedException refused =
        refusal(client, Login.of(order.clientId(), order.username(), order.password()));
    assertThat(refused.code()).isEqualTo(client.notAuthorizedCode());
    if (client == Client.HIVEMQ_5) {
      assertThat(refused.reason().orElse("")).contains(cause);
    }
    assertThat(operator.attempts(order)).isZero();
    return refused;
  }

  private LoginRefusedException refusal(Client client, Login login) {
    LoginRefusedException refused =
        catchThrowableOfType(
            LoginRefusedException.class, () -> client.connect(door, login).close());
    assertThat(refused).as("%s is refused", login.clientId()).isNotNull();
    return refused;
  }
}
