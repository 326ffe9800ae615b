// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Orders devices, plays them, and says how long that took and what it cost. */
public final class Bench {
  private static final int ORDERS_AT_ONCE = 16;

  private final BenchOptions options;
  private final PrintStream out;
  private final Slipway slipway;

  private Bench(BenchOptions options, PrintStream out, Slipway slipway) {
    this.options = options;
    this.out = out;
    this.slipway = slipway;
  }

  public static void main(String[] arguments) throws Exception {
    BenchOptions options;
    try {
      options = BenchOptions.of(List.of(arguments));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("slipway-bench");
    long began = System.nanoTime();
    try (Slipway slipway = Slipway.start(folder)) {
      System.out.printf(
          Locale.ROOT,
          "ready    after %.1f s, resident %d MiB%n",
          (System.nanoTime() - began) / 1e9,
          Usage.of(slipway.pid()).residentKiB() / 1024);
      new Bench(options, System.out, slipway).run();
    } finally {
      remove(folder);
    }
  }

  private void run() throws InterruptedException, ExecutionException {
    measure("warm-up ", place(options.warmup(), "warm"));
    for (int round = 1; round <= options.rounds(); round++) {
      measure("round " + round + " ", place(options.flows(), "round-" + round));
    }
  }

  private List<PlacedOrder> place(int number, String name)
      throws InterruptedException, ExecutionException {
    List<Callable<PlacedOrder>> orders = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Order order = Order.of(name + "-" + i);
      orders.add(
          () -> slipway.operator().place(options.chosen() ? order : order.generatedPassword()));
    }
    long began = System.nanoTime();
    List<PlacedOrder> placed = all(ORDERS_AT_ONCE, orders);
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(Locale.ROOT, "orders   %d in %.1f s: %.0f/s%n", number, seconds, number / seconds);
    return placed;
  }

  private void measure(String name, List<PlacedOrder> orders)
      throws InterruptedException, ExecutionException {
    List<Callable<Long>> flows = new ArrayList<>();
    orders.forEach(order -> flows.add(() -> flow(order)));
    Usage serverBefore = Usage.of(slipway.pid());
    Usage ownBefore = Usage.of(ProcessHandle.current().pid());
    long began = System.nanoTime();
    long[] latencies =
        all(options.atOnce(), flows).stream().mapToLong(Long::longValue).sorted().toArray();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Usage serverAfter = Usage.of(slipway.pid());
    Round round =
        new Round(
            took,
            latencies,
            serverAfter.since(serverBefore),
            Usage.of(ProcessHandle.current().pid()).since(ownBefore),
            serverAfter);
    out.println(name + " " + round.text());
  }

  /** One device, from the handshake to its last answer; returns how long that took. */
  private long flow(PlacedOrder order) {
    Device device = new Device(Profile.FULL, order, slipway.trust());
    Door door = Door.provisionTls(slipway);
    long began = System.nanoTime();
    device.connect(LeanWire.connect(door, tls(door), device.login())).ask().follow();
    device.close();
    if (options.arrive()) {
      Door broker = device.accountDoor();
      LeanWire.connect(broker, tls(broker), device.settings().login()).close();
    }
    return System.nanoTime() - began;
  }

  private static Optional<SSLContext> tls(Door door) {
    return door.trust().map(trust -> trust.context());
  }

  private static <T> List<T> all(int atOnce, List<Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    // Threads of the system: virtual ones that compute all the time let others starve.
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
