// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.world.Desk;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A device as real ones are: tries again after a moment, goes where it was told to go last, and
 * back where it is not let in there. Once its account's broker has let it in, it knows no other.
 */
final class DeviceTraveller implements Traveller {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration MOMENT = Duration.ofMillis(150);

  /** What an unproven device is told, which this one is not, in MQTT 3 and 5. */
  private static final Set<Integer> UNPROVEN = Set.of(4, 0x86);

  private final Device device;
  private final Client client;
  private final Door door;
  private final Desk desk;
  private boolean settled;

  DeviceTraveller(Device device, Client client, Door door, Desk desk) {
    this.device = device;
    this.client = client;
    this.door = door;
    this.desk = desk;
  }

  @Override
  public PlacedOrder order() {
    return device.order();
  }

  @Override
  public void travel() {
    boolean toAccount = false;
    Patience.Deadline deadline = Patience.within(order().clientId() + " arrived", LIMIT);
    while (!visit(toAccount)) {
      deadline.check();
      device.close();
      Pause.of(MOMENT);
      toAccount = settled || !toAccount && device.toldToLeave();
    }
  }

  /** Returns whether it is over. */
  private boolean visit(boolean atAccount) {
    try {
      if (!atAccount) {
        device.provision(client, door);
      }
      return settle();
    } catch (LoginRefusedException refused) {
      assertThat(refused.code()).as(order().clientId()).isNotIn(UNPROVEN);
      return false;
    } catch (DisconnectedException cut) {
      return false;
    }
  }

  /** Works in its account until the platform knows of it. */
  private boolean settle() {
    try (AccountDevice there = device.arrive(client)) {
      settled = true;
      there.birth();
      while (there.wire().connected()) {
        if (desk.ask("a status", o -> o.status(order())).equals("COMPLETED")) {
          return true;
        }
        Pause.of(MOMENT);
      }
      return false;
    }
  }

  @Override
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(List.of(order().password()));
    secrets.add(device.settings().login().password());
    return secrets;
  }

  @Override
  public void proveItself() {
    assertThat(device.configurations())
        .as("%s is given the same, byte for byte", order().clientId())
        .allSatisfy(xml -> assertThat(xml).isEqualTo(device.configurations().getFirst()));
    Patience.await(
        order().clientId() + " at work again",
        () -> {
          try {
            device.arrive(client).close();
            return Optional.of(true);
          } catch (DisconnectedException cut) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void close() {
    device.close();
  }
}
