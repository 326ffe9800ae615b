// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while there is a device at every point of the way. */
class KilledServerIT {
  private static final Client CLIENT = Client.PAHO_311;

  private final List<Traveller> travellers = new ArrayList<>();

  /**
   * A device at a point of its way when the server is killed.
   *
   * @param otherRun whether the device has lost its memory of the run, and begins another
   */
  private record Traveller(Profile profile, Point point, boolean otherRun, Device device) {}

  @Test
  void device_arrivesOnceFromWhereverItWasWhenTheServerWasKilled(@TempDir Path folder) {
    try (Slipway slipway = Slipway.start(folder)) {
      Arrays.stream(Profile.values()).forEach(profile -> setOut(slipway, profile));
      Device settled = device(slipway, Profile.FULL, "settled");
      settled.provision(CLIENT, door(slipway));
      AccountDevice working = settled.arrive(CLIENT);
      slipway.operator().awaitStatus(settled.order(), "COMPLETED");

      slipway.kill();
      travellers.forEach(t -> t.device.cut());
      working.wire().cut();
      slipway.startAgain();

      travellers.forEach(t -> comeBack(slipway, t));
      travellers.forEach(t -> Arrival.assertOnce(slipway.operator(), t.device));
      settled.arrive(CLIENT).close();
      assertThat(slipway.operator().executions(settled.order())).hasSize(1);
      assertThatThrownBy(() -> settled.connect(CLIENT, door(slipway)))
          .isInstanceOf(LoginRefusedException.class);
    }
  }

  private void setOut(Slipway slipway, Profile profile) {
    for (Point point : Point.of(profile)) {
      Stream.of(false, true)
          .filter(otherRun -> !otherRun || profile == Profile.FULL && !point.isLast(profile))
          .forEach(
              otherRun -> {
                String clientId = profile + "-" + point + (otherRun ? "-anew" : "");
                Device device = device(slipway, profile, clientId);
                point.lead(profile, device, CLIENT, door(slipway));
                travellers.add(new Traveller(profile, point, otherRun, device));
              });
    }
  }

  private void comeBack(Slipway slipway, Traveller traveller) {
    Device device = traveller.device;
    if (traveller.otherRun) {
      device.renewNonce();
    }
    if (!traveller.point.isLast(traveller.profile)) {
      device.provision(CLIENT, door(slipway));
    }
    device.arrive(CLIENT).birth().depart();
  }

  private static Device device(Slipway slipway, Profile profile, String clientId) {
    return new Device(profile, slipway.operator().place(Order.of(clientId)), slipway.trust());
  }

  private static Door door(Slipway slipway) {
    return Door.provisionTls(slipway);
  }
}
