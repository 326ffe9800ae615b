// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An operator asks why a device is not provisioned, and is told what its device was not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainIT {
  private Slipway slipway;
  private Person admin;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    admin =
        Person.in(folder, "admin")
            .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void deviceThatNobodyOrdered_isKnownWithWhereItCameFromAndWhatItMayBe() {
    slipway.operator().place(Order.of("00D0C9AABB01"));
    turnedAway(Login.of("00:d0:c9:aa:bb:01", "installer", "secret-of-nobody"));
    // Who was turned away is written down once a second.
    String told =
        explained(
            "00:d0:c9:aa:bb:01",
            "NOT_ORDERED (UNKNOWN_CLIENT_ID)",
            "from 127.0.0.1 by TLS, as user installer");
    assertThat(told).contains("Perhaps meant: 00D0C9AABB01").doesNotContain("secret-of-nobody");
  }

  @Test
  void wrongPassword_isToldToTheOperatorAndNotToTheDevice() {
    PlacedOrder order = slipway.operator().place(Order.of("mistyped"));
    Login wrong = Login.of(order.clientId(), order.username(), "wrong");
    turnedAway(wrong);
    String told = explained("mistyped", "REFUSED (WRONG_PASSWORD)", "");
    assertThat(told)
        .contains("The password is not the request's.", "the device was told: bad user name");
    try (Device device = new Device(Profile.FULL, order, slipway.trust())) {
      device.connect(Client.PAHO_311, Door.provisionTls(slipway)).ask();
      explained("mistyped", "UNDER_WAY", "");
    }
  }

  @Test
  void deviceThatIsNeverSeen_isSaidToBeSo() {
    slipway.operator().place(Order.of("unpacked"));
    explained("unpacked", "NOT_SEEN", "");
  }

  private void turnedAway(Login login) {
    Door door = Door.provisionTls(slipway);
    assertThatThrownBy(() -> Client.PAHO_311.connect(door, login))
        .isInstanceOf(LoginRefusedException.class);
  }

  private String explained(String clientId, String diagnosis, String evidence) {
    return Patience.await(
        clientId + " is explained as " + diagnosis,
        () ->
            Optional.of(admin.does("explain " + clientId))
                .filter(text -> text.startsWith(clientId + ": " + diagnosis))
                .filter(text -> text.contains(evidence)));
  }
}
