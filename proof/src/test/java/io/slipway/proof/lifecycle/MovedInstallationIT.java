// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Command;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation outlives its database: it moves to another, or comes back from a backup. */
class MovedInstallationIT {
  private static final Client CLIENT = Client.PAHO_311;

  @Test
  void installation_movesToPostgresWithAllThatItHas(@TempDir Path folder) throws Exception {
    try (PostgresServer database = PostgresServer.start()) {
      String url = database.newDatabase();
      Path own = Files.createDirectories(folder.resolve("own"));
      Slipway before = Slipway.start(own);
      Device settled = arrived(before, "settled");
      PlacedOrder waiting = before.operator().place(Order.of("waiting"));
      PlacedOrder stopped = before.operator().place(Order.of("stopped"));
      before.operator().stop(stopped);
      Device caught = device(before, "caught");
      caught.connect(CLIENT, Door.provisionTls(before)).ask().next();
      assertThat(before.terminate()).isZero();

      String data = before.dataFolder().toString();
      String file = folder.resolve("all.export").toString();
      assertDone(Command.run("database", "export", file, "--data", data));
      assertDone(Command.run("database", "import", file, "--data", data, "--database", url));

      try (Slipway after = Slipway.start(own, "--database", url)) {
        assertThat(after.operator().status(settled.order())).isEqualTo("COMPLETED");
        assertThat(after.operator().status(waiting)).isEqualTo("CREATED");
        assertThat(after.operator().status(stopped)).isEqualTo("STOPPED");
        settled.arriveAt(after, CLIENT).birth().depart();
        Device late = new Device(Profile.FULL, waiting, after.trust());
        late.provision(CLIENT, Door.provisionTls(after));
        late.arriveAt(after, CLIENT).depart();
        after.operator().awaitStatus(waiting, "COMPLETED");
        caught.provision(CLIENT, Door.provisionTls(after));
        caught.arriveAt(after, CLIENT).depart();
        after.operator().awaitStatus(caught.order(), "COMPLETED");
        assertThat(after.operator().attempts(caught.order())).isEqualTo(1);
      }
    }
  }

  @Test
  void backupOfAServerAtWork_holdsAllThatWasAcknowledgedBefore(@TempDir Path folder)
      throws Exception {
    Path backup = folder.resolve("backup.zip");
    Path own = Files.createDirectories(folder.resolve("own"));
    Slipway before = Slipway.start(own);
    Device settled = arrived(before, "settled");
    List<PlacedOrder> orders =
        IntStream.range(0, 20)
            .mapToObj(i -> before.operator().place(Order.of("before-" + i)))
            .toList();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(
          () -> {
            for (int i = 0; !over.get(); i++) {
              before.operator().place(Order.of("meanwhile-" + i));
            }
          });
      assertDone(
          Command.run(
              "backup",
              backup.toString(),
              "--with-master-key",
              "--data",
              before.dataFolder().toString()));
      over.set(true);
    }
    before.kill();

    Path restored = Files.createDirectories(folder.resolve("restored"));
    assertDone(
        Command.run("restore", backup.toString(), "--data", restored.resolve("data").toString()));
    try (Slipway after = Slipway.start(restored)) {
      orders.forEach(order -> assertThat(after.operator().status(order)).isEqualTo("CREATED"));
      assertThat(after.operator().status(settled.order())).isEqualTo("COMPLETED");
      settled.arriveAt(after, CLIENT).birth().depart();
      Device next = new Device(Profile.KURA, orders.getFirst(), after.trust());
      next.provision(CLIENT, Door.provisionTls(after));
      next.arriveAt(after, CLIENT).birth().depart();
      after.operator().awaitStatus(orders.getFirst(), "COMPLETED");
    }
  }

  private static Device arrived(Slipway slipway, String clientId) {
    Device device = device(slipway, clientId);
    device.provision(CLIENT, Door.provisionTls(slipway));
    device.arrive(CLIENT).birth().depart();
    slipway.operator().awaitStatus(device.order(), "COMPLETED");
    return device;
  }

  private static Device device(Slipway slipway, String clientId) {
    return new Device(Profile.FULL, slipway.operator().place(Order.of(clientId)), slipway.trust());
  }

  private static void assertDone(Command command) {
    assertThat(command.exitCode()).as(command.output()).isZero();
  }
}
