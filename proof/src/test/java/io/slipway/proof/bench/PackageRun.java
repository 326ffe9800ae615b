// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Door;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Lets many devices get one large application at once, some of them by a slow line, some by one
 * that breaks, and looks at the server's memory meanwhile.
 */
final class PackageRun {
  static final String FLAG = "--packages";
  private static final int MIB = 1024 * 1024;
  private static final int SLOW_OF = 10;
  private static final int BREAKING_OF = 4;
  private static final int MOST_BREAKS = 3;
  private static final long SLOW_MILLIS = 100;

  private final int devices;
  private final int mib;

  PackageRun(int devices, int mib) {
    this.devices = devices;
    this.mib = mib;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    PackageRun run = new PackageRun(number(given, FLAG, 200), number(given, "--mib", 100));
    Path folder = Files.createTempDirectory("slipway-packages");
    Cores cores = Cores.apart();
    String heap = "JAVA_TOOL_OPTIONS=-Xmx" + number(given, "--heap", 256) + "m";
    int database = given.indexOf("--database");
    String name = database < 0 ? "sqlite" : given.get(database + 1);
    try (Database kept = Database.named(name);
        Slipway slipway = Slipway.startUnder(cores.forServer("env", heap), folder, kept.flags())) {
      System.out.println(run.on(slipway, folder).text());
    } finally {
      remove(folder);
    }
  }

  /**
   * What came of it.
   *
   * @param whole how many devices have all of it, bit for bit
   * @param rest before the first device came, the server's resident memory
   * @param most the most of it while they were there
   */
  record Outcome(
      int devices, int whole, int cuts, int mib, Lap lap, Usage used, long rest, long most) {
    String text() {
      double seconds = lap.took().toMillis() / 1e3;
      return String.format(
          Locale.ROOT,
          "%d devices, %d MiB each: %d have all of it, %d lines broke; %.1f s, %.0f MiB/s;"
              + " server %.1f s of CPU, resident %d MiB before, at most %d MiB meanwhile",
          devices,
          mib,
          whole,
          cuts,
          seconds,
          (double) devices * mib / seconds,
          used.cpuMillis() / 1e3,
          rest / 1024,
          most / 1024);
    }
  }

  Outcome on(Slipway slipway, Path folder) throws Exception {
    Path file = folder.resolve("large");
    String sha256 = write(file);
    slipway.operator().upload("large", "1", "hook", file).ok();
    List<PackageTalk> talks = talks(slipway, sha256);
    Usage before = Usage.of(slipway.pid());
    AtomicLong most = new AtomicLong();
    try (Fleet fleet = new Fleet();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> watching =
          watch.scheduleAtFixedRate(
              () -> most.accumulateAndGet(Usage.of(slipway.pid()).residentKiB(), Math::max),
              0,
              200,
              TimeUnit.MILLISECONDS);
      Lap lap = fleet.play(Door.provisionTls(slipway), talks.size(), talks);
      watching.cancel(true);
      return new Outcome(
          devices,
          (int) talks.stream().filter(PackageTalk::complete).count(),
          talks.stream().mapToInt(PackageTalk::cuts).sum(),
          mib,
          lap,
          Usage.of(slipway.pid()).since(before),
          before.residentKiB(),
          most.get());
    }
  }

  private List<PackageTalk> talks(Slipway slipway, String sha256) {
    Random random = new Random(11);
    List<PackageTalk> talks = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      PlacedOrder order =
          slipway
              .operator()
              .place(Order.of("large-" + i).generatedPassword().withPackage("large", "1"));
      int breaks = random.nextInt(BREAKING_OF) == 0 ? 1 + random.nextInt(MOST_BREAKS) : 0;
      long after = (long) MIB * mib / (MOST_BREAKS + 1) - random.nextInt(MIB);
      long millis = random.nextInt(SLOW_OF) == 0 ? SLOW_MILLIS : 0;
      talks.add(
          new PackageTalk(
              new FlowTalk(order, slipway.trust()),
              new PackageTalk.Line(millis, after, breaks),
              sha256));
    }
    return talks;
  }

  private String write(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Random random = new Random(7);
    byte[] some = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mib; i++) {
        random.nextBytes(some);
        digest.update(some);
        out.write(some);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static int number(List<String> arguments, String flag, int usual) {
    int at = arguments.indexOf(flag);
    return at < 0 || at + 1 == arguments.size() ? usual : Integer.parseInt(arguments.get(at + 1));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
