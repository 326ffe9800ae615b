// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds how many devices a second one server can provision, then lets many times as many knock:
 * says how much of its best it still does meanwhile, and whether all come through in the end.
 */
final class Overload {
  static final String FLAG = "--overload";
  private static final String USAGE =
      "./bench --overload 5 [--warmup 20000] [--seconds 30] [--database sqlite]";
  private static final List<Integer> AT_ONCE = List.of(64, 256, 1_000);
  private static final int BEST_FLOWS = 4_000;

  /** Most who knock have been turned away before, so that far fewer are needed than knock. */
  private static final int KNOCKS_OF_ONE = 2;

  private final List<String> arguments;
  private final Fleet fleet = new Fleet();

  private Overload(List<String> arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length % 2 != 0) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    Path folder = Files.createTempDirectory("slipway-overload");
    try {
      new Overload(List.of(arguments)).run(Cores.apart(), folder);
    } finally {
      remove(folder);
    }
  }

  private void run(Cores cores, Path folder) throws Exception {
    String database = option("--database", "sqlite");
    try (SlipwayTarget slipway = SlipwayTarget.start(cores, Database.named(database), folder)) {
      fleet.play(slipway.door(), AT_ONCE.get(0), slipway.talks("warm", number("--warmup", 20_000)));
      double best = 0;
      for (int atOnce : AT_ONCE) {
        Lap lap = fleet.play(slipway.door(), atOnce, slipway.talks("at-" + atOnce, BEST_FLOWS));
        say("%d at once: %.0f flows/s, %d lost", atOnce, lap.perSecond(), lap.lost());
        best = Math.max(best, lap.perSecond());
      }
      flood(slipway, best);
    } finally {
      fleet.close();
    }
  }

  private void flood(SlipwayTarget slipway, double best) throws Exception {
    int perSecond = (int) (best * number(FLAG, 5));
    int seconds = number("--seconds", 30);
    List<FlowTalk> talks = slipway.talks("flood", perSecond * seconds / KNOCKS_OF_ONE);
    Usage before = Usage.of(slipway.pid());
    Duration own = ownCpu();
    Fleet.Flood flood = fleet.flood(slipway.door(), perSecond, Duration.ofSeconds(seconds), talks);
    Usage used = Usage.of(slipway.pid()).since(before);
    Lap during = flood.during();
    Lap whole = flood.whole();
    double seen = during.took().toMillis() / 1e3;
    say(
        "%.0f knocks/s for %.1f s, %d wanted: %.0f flows/s, %.0f %% of the best",
        (during.flows() + during.comebacks()) / seen,
        seen,
        perSecond,
        during.perSecond(),
        100 * during.perSecond() / best);
    say(
        "all: %d flows in %.1f s, %.0f flows/s, p50 %.0f p99 %.0f ms; %d came again, %d lost;"
            + " server %.1f s of CPU, %d MiB; devices %.1f s of CPU",
        whole.flows(),
        whole.took().toMillis() / 1e3,
        whole.perSecond(),
        whole.latency().p50(),
        whole.latency().p99(),
        whole.comebacks(),
        whole.lost(),
        used.cpuMillis() / 1e3,
        used.residentKiB() / 1024,
        ownCpu().minus(own).toMillis() / 1e3);
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  private int number(String flag, int usual) {
    return Integer.parseInt(option(flag, Integer.toString(usual)));
  }

  private String option(String flag, String usual) {
    int at = arguments.indexOf(flag);
    return at < 0 ? usual : arguments.get(at + 1);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
