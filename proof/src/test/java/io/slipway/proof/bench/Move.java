// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Command;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Slipway;
import io.slipway.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Gives a server very many orders, backs it up while it works, and moves it to PostgreSQL by the
 * commands that an operator has: says how long each takes.
 */
final class Move {
  static final String FLAG = "--move";
  private static final String USAGE = "./bench --move 1000000";
  private static final int WRITES_BEFORE = 500;
  private static final int MIB = 1024 * 1024;
  private static final double NANOS = 1e9;

  private final int orders;
  private final Path folder;

  private Move(int orders, Path folder) {
    this.orders = orders;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("slipway-move");
    try {
      new Move(Integer.parseInt(arguments[1]), folder).run();
    } finally {
      remove(folder);
    }
  }

  private void run() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    Path data = firstTwo(own);
    fill(data);
    try (Slipway slipway = Slipway.start(own)) {
      backUp(slipway, data);
      slipway.terminate();
    }
    try (PostgresServer postgres = PostgresServer.start()) {
      String url = postgres.newDatabase();
      Path file = folder.resolve("all.export");
      command("export", "database", "export", file.toString(), "--data", data.toString());
      say("%25s %d MiB", "", Files.size(file) / MIB);
      String[] importing = {
        "database", "import", file.toString(), "--data", data.toString(), "--database", url
      };
      command("import, verified", importing);
      try (Slipway moved = Slipway.start(own, "--database", url)) {
        Operator operator = moved.operator();
        say("%25s %s", "orders there", count(operator));
      }
    }
  }

  /** A server's data folder, with an order that waits and one whose device has arrived. */
  private static Path firstTwo(Path own) {
    try (Slipway slipway = Slipway.start(own)) {
      slipway.operator().place(Order.of("waiting"));
      Device device =
          new Device(Profile.FULL, slipway.operator().place(Order.of("arrived")), slipway.trust());
      device.provision(Client.PAHO_311, Door.provisionTls(slipway));
      device.arrive(Client.PAHO_311).birth().depart();
      slipway.operator().awaitStatus(device.order(), "COMPLETED");
      slipway.terminate();
      return slipway.dataFolder();
    }
  }

  private void fill(Path data) throws Exception {
    Path file = data.resolve("slipway.db");
    try (ManyOrders many = ManyOrders.in(file, "waiting", "arrived")) {
      long[] rows = new long[1];
      double seconds =
          seconds(
              () -> {
                rows[0] = many.fill(orders);
                return rows;
              });
      say("%25s %.1f s, %d orders, %d rows", "fill", seconds, orders, rows[0]);
    }
    say("%25s %d MiB", "", Files.size(file) / MIB);
  }

  /** Orders are placed one after the other before and beside it. */
  private void backUp(Slipway slipway, Path data) throws Exception {
    Operator operator = slipway.operator();
    List<Long> before = new ArrayList<>();
    for (int i = 0; i < WRITES_BEFORE; i++) {
      before.add(place(operator, "before-" + i));
    }
    Path file = folder.resolve("backup.zip");
    List<Long> beside = new ArrayList<>();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> backup =
          thread.submit(
              () -> {
                command("backup", "backup", file.toString(), "--data", data.toString());
                return file;
              });
      for (int i = 0; !backup.isDone(); i++) {
        beside.add(place(operator, "beside-" + i));
      }
      backup.get();
    }
    say("%25s %d MiB", "", Files.size(file) / MIB);
    say("%25s %s", "an order, before", text(before));
    say("%25s %s", "beside the backup", text(beside));
  }

  private static long place(Operator operator, String clientId) {
    long began = System.nanoTime();
    operator.place(Order.of(clientId).generatedPassword());
    return System.nanoTime() - began;
  }

  private static String text(List<Long> nanos) {
    Latency latency = Latency.of(nanos.stream().mapToLong(Long::longValue));
    return String.format(
        Locale.ROOT,
        "p50 %.1f, p99 %.1f, max %.1f ms (%d)",
        latency.p50(),
        latency.p99(),
        latency.max(),
        nanos.size());
  }

  private static String count(Operator operator) {
    return operator.post("/v1/_/provisionRequests/_count", "{}").ok().json().toString();
  }

  private static void command(String name, String... arguments) throws Exception {
    double seconds =
        seconds(
            () -> {
              Command done = Command.run(arguments);
              if (done.exitCode() != 0) {
                throw new IOException(name + " failed: " + done.output());
              }
              return done;
            });
    say("%25s %.1f s", name, seconds);
  }

  private static double seconds(Callable<?> work) throws Exception {
    long began = System.nanoTime();
    if (work.call() == null) {
      throw new IllegalStateException("nothing was done");
    }
    return (System.nanoTime() - began) / NANOS;
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
