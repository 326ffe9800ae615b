// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.chaos.FaultPlan.Strike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays a scene: lets faults strike, heals all, and judges what is left. */
public final class Chaos {
  private static final int LAST_MINUTES = 10;

  /** A machine may be slow, but what is to be disturbed has to be going on. */
  private static final Duration PROGRESS_LIMIT = Duration.ofMinutes(3);

  private final Scene scene;
  private final Consumer<String> out;
  private final long began = System.nanoTime();
  private final List<String> struck = new ArrayList<>();
  private final Map<String, Semaphore> targets = new HashMap<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Chaos(Scene scene, Consumer<String> out) {
    this.scene = scene;
    this.out = out;
  }

  /** Plays a scene in a folder, which is left as it is where something is wrong. */
  static void play(Scene scene, Path folder, Consumer<String> out) throws Exception {
    Chaos chaos = new Chaos(scene, out);
    try {
      chaos.play(folder);
    } catch (Exception | AssertionError wrong) {
      throw new AssertionError(
          wrong.getMessage()
              + "\nTo play it again: "
              + scene.command()
              + "\nWhat had struck:\n"
              + String.join("\n", chaos.struck),
          wrong);
    }
  }

  private void play(Path folder) throws Exception {
    out.accept("playing " + scene.command());
    try (World world = World.of(scene, folder)) {
      out.accept("all is up after " + seconds());
      strikeAll(world);
      int spared = world.heal();
      out.accept("all healed after " + seconds() + "; " + spared + " had met no traffic");
      List<Traveller> travellers = world.crowd().finish();
      out.accept(travellers.size() + " devices have arrived after " + seconds());
      new Verdict(world, travellers).assertAllIsWell();
      out.accept(summary(world, travellers.size(), spared));
    }
  }

  private void strikeAll(World world) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Strike strike : FaultPlan.of(scene)) {
        Pause.of(strike.after());
        check(world);
        if (!strike.fault().target().isEmpty()) {
          world.crowd().awaitAnother(PROGRESS_LIMIT);
        }
        Semaphore target = targets.computeIfAbsent(strike.fault().target(), Chaos::limit);
        target.acquire();
        note(strike.fault());
        threads.execute(() -> strike(strike.fault(), world, target));
      }
      threads.shutdown();
      if (!threads.awaitTermination(LAST_MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("a fault does not end");
      }
    }
    check(world);
  }

  private void note(Fault fault) {
    String line = "%d  %s  %s".formatted(struck.size() + 1, seconds(), fault);
    struck.add(line);
    out.accept(line);
  }

  private static Semaphore limit(String target) {
    return new Semaphore(target.isEmpty() ? Integer.MAX_VALUE : 1);
  }

  private void strike(Fault fault, World world, Semaphore target) {
    try {
      fault.strike(world);
    } catch (Exception | AssertionError e) {
      failure.compareAndSet(null, e);
    } finally {
      target.release();
    }
  }

  private void check(World world) {
    Throwable seen = failure.get();
    if (seen != null) {
      throw new AssertionError("a fault could not be healed: " + seen.getMessage(), seen);
    }
    world.crowd().check();
  }

  private String summary(World world, int devices, int spared) {
    Map<String, Long> kinds =
        FaultPlan.of(scene).stream()
            .collect(Collectors.groupingBy(s -> s.fault().kind(), Collectors.counting()));
    int refused = world.nodes().stream().mapToInt(Node::refusedStarts).sum();
    return "%d faults struck, %d devices arrived once, %d starts had to be repeated, in %s: %s"
        .formatted(struck.size() - spared, devices, refused, seconds(), kinds);
  }

  private String seconds() {
    return "%.1f s".formatted(Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0);
  }

  /** {@code ./chaos}. */
  public static void main(String[] arguments) throws Exception {
    // Clients leave threads behind.
    System.exit(exitCode(List.of(arguments)));
  }

  private static int exitCode(List<String> arguments) throws Exception {
    Path folder = Files.createTempDirectory("slipway-chaos");
    try {
      play(Scene.of(arguments, System.nanoTime() >>> 1), folder, System.out::println);
      remove(folder);
      return 0;
    } catch (AssertionError wrong) {
      System.out.println(wrong.getMessage());
      System.out.println("The servers' and agents' folders and logs are in " + folder);
      wrong.printStackTrace();
      return 1;
    } catch (IllegalArgumentException usage) {
      System.out.println(usage.getMessage());
      return 2;
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
