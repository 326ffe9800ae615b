// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.Project;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Plays many devices, and as many clients that do the least, and says what each of them costs. */
public final class Bench {
  private static final int WARM_UP_AT_ONCE = 64;
  private static final int MOST_SECONDS_OF_REST = 60;
  private static final int QUIET_MILLIS = 50;

  private final BenchOptions options;
  private final PrintStream out;
  private final Fleet fleet = new Fleet();
  private final Results results = new Results();

  private Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains(Overload.FLAG)) {
      Overload.main(arguments);
      return;
    }
    if (List.of(arguments).contains(Move.FLAG)) {
      Move.main(arguments);
      return;
    }
    if (List.of(arguments).contains(PackageRun.FLAG)) {
      PackageRun.main(arguments);
      return;
    }
    if (List.of(arguments).contains(TrustCost.FLAG)) {
      TrustCost.run();
      return;
    }
    BenchOptions options;
    try {
      options = BenchOptions.of(List.of(arguments));
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("slipway-bench");
    try {
      new Bench(options, System.out).run(Cores.apart(), folder);
    } finally {
      remove(folder);
    }
  }

  private void run(Cores cores, Path folder) throws Exception {
    try (BareTarget bare = BareTarget.start(cores, folder.resolve("bare"))) {
      warmUp(bare);
      for (String name : options.databases()) {
        Path own = Files.createDirectory(folder.resolve(name));
        try (SlipwayTarget slipway = SlipwayTarget.start(cores, Database.named(name), own)) {
          warmUp(slipway);
          compare(bare, slipway);
        }
      }
    } finally {
      fleet.close();
    }
    Report report = new Report(options, results, cores);
    out.print(report.text());
    if (options.write()) {
      Path document = Project.root().resolve("docs/performance.md");
      Files.writeString(document, report.document(Files.readString(document)));
    }
  }

  /** In turns, so that what else the machine does falls on both alike. */
  private void compare(Target bare, Target slipway) throws Exception {
    for (int round = 1; round <= options.rounds(); round++) {
      for (int atOnce : options.atOnce()) {
        String name = round + "-at-" + atOnce;
        Round yardstick = measure(bare, "bare-" + name, options.flowsAt(atOnce), atOnce);
        Round flows = measure(slipway, "round-" + name, options.flowsAt(atOnce), atOnce);
        out.printf(Locale.ROOT, "%30s ratio %.2f%n", "", flows.cpu() / yardstick.cpu());
        results.add(slipway.name(), atOnce, yardstick, flows);
      }
    }
  }

  private void warmUp(Target target) throws Exception {
    measure(target, "warm", options.warmup(), WARM_UP_AT_ONCE);
  }

  private Round measure(Target target, String name, int flows, int atOnce) throws Exception {
    List<? extends Talk> talks = target.talks(name, flows);
    awaitQuiet(target);
    Usage serverBefore = Usage.of(target.pid());
    var databaseBefore = target.database().map(Usage::of);
    Lap lap = fleet.play(target.door(), atOnce, talks);
    Round round =
        new Round(
            lap,
            Usage.of(target.pid()).since(serverBefore),
            databaseBefore.map(b -> Usage.of(target.database().orElseThrow()).since(b)));
    if (lap.lost() == 0) {
      target.check(talks);
    }
    out.printf(Locale.ROOT, "%-10s %5d at once %s%n", target.name(), atOnce, round.text());
    return round;
  }

  /** The JVM goes on compiling what the last round showed to be worth it; not for ever. */
  private static void awaitQuiet(Target target) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long used = Long.MAX_VALUE;
    for (int second = 0; second < MOST_SECONDS_OF_REST && used > QUIET_MILLIS; second++) {
      long before = Usage.of(target.pid()).cpuMillis();
      if (never.await(1, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody counts this down");
      }
      used = Usage.of(target.pid()).cpuMillis() - before;
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
