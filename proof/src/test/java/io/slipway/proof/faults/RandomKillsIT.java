// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices come all at once, and the server dies wherever they happen to be. */
class RandomKillsIT {
  private static final Client CLIENT = Client.PAHO_311;
  private static final int DEVICES = 16;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final AtomicInteger arrived = new AtomicInteger();

  @Test
  void everyDevice_arrivesOnceHoweverOftenTheServerDies(@TempDir Path folder) throws Exception {
    try (Slipway slipway = Slipway.start(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Door door = Door.provisionTls(slipway);
      List<Device> devices = IntStream.range(0, DEVICES).mapToObj(i -> device(slipway, i)).toList();
      devices.forEach(device -> threads.execute(() -> travel(device, door)));
      for (int some : new int[] {1, DEVICES / 2}) {
        Patience.until(some + " arrived", () -> arrived.get() >= some);
        slipway.kill();
        slipway.startAgain();
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(LIMIT.toSeconds(), SECONDS)).isTrue();
      devices.forEach(device -> Arrival.assertOnce(slipway.operator(), device));
    }
  }

  /** As a device does: tries again and again, and goes where it was told to go last. */
  private void travel(Device device, Door door) {
    Patience.await(
        device.order().clientId() + " arrived",
        LIMIT,
        () -> {
          try {
            if (!device.toldToLeave()) {
              device.provision(CLIENT, door);
            }
            device.arrive(CLIENT).birth().depart();
            return Optional.of(arrived.incrementAndGet());
          } catch (DisconnectedException | LoginRefusedException again) {
            return Optional.empty();
          }
        });
  }

  private static Device device(Slipway slipway, int number) {
    Profile profile = number % 2 == 0 ? Profile.FULL : Profile.KURA;
    Order order = Order.of("chaos-" + profile + "-" + number);
    return new Device(profile, slipway.operator().place(order), slipway.trust());
  }
}
