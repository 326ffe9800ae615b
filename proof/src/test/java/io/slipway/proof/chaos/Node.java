// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A server that things happen to, and whoever starts it again. */
final class Node implements AutoCloseable {
  private static final Duration RESTART_LIMIT = Duration.ofMinutes(5);

  private final Slipway slipway;
  private final Path clock;
  private final AtomicInteger refusedStarts = new AtomicInteger();

  private Node(Slipway slipway, Path clock) {
    this.slipway = slipway;
    this.clock = clock;
  }

  static Node start(Path folder, String... flags) {
    Path clock = folder.resolve("clock");
    set(clock, Duration.ZERO);
    // Whoever has failed comes again soon, since it is what happens then that is looked at.
    String[] all =
        Stream.concat(Stream.of("--retry-after", "2"), Stream.of(flags)).toArray(String[]::new);
    return new Node(Slipway.startUnder(withClock(clock), folder, all), clock);
  }

  /** It starts so often that quick compilation pays more than good compilation. */
  private static List<String> withClock(Path clock) {
    return List.of(
        "env",
        "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1",
        "LD_PRELOAD=" + Programs.clockLibrary(),
        "FAKETIME_TIMESTAMP_FILE=" + clock,
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
        "NO_FAKE_STAT=1");
  }

  Slipway slipway() {
    return slipway;
  }

  void killAndRestart(Duration away) throws InterruptedException {
    slipway.kill();
    Pause.of(away);
    restart();
  }

  void stopAndRestart() {
    int code = slipway.terminate();
    if (code != 0) {
      throw new AssertionError("the server was told to end and ended with " + code);
    }
    restart();
  }

  void freeze(Duration lasting) {
    Programs.signal("STOP", process());
    Pause.of(lasting);
    Programs.signal("CONT", process());
  }

  /** Its clock is wrong by so much. */
  void jump(Duration wrongBy) {
    set(clock, wrongBy);
  }

  /** How often it would not start and had to be started once more. */
  int refusedStarts() {
    return refusedStarts.get();
  }

  boolean alive() {
    return process().isAlive();
  }

  /** As a supervisor does: until it stays up. */
  private void restart() {
    Patience.await(
        "a server that is up again",
        RESTART_LIMIT,
        () -> {
          try {
            slipway.startAgain();
            return Optional.of(true);
          } catch (AssertionError refused) {
            slipway.close();
            refusedStarts.incrementAndGet();
            return Optional.empty();
          }
        });
  }

  private ProcessHandle process() {
    return ProcessHandle.of(slipway.pid())
        .orElseThrow(() -> new AssertionError("a server has ended by itself"));
  }

  private static void set(Path clock, Duration wrongBy) {
    try {
      Path written = clock.resolveSibling("clock.new");
      Files.writeString(written, "%+d\n".formatted(wrongBy.toSeconds()));
      Files.move(written, clock, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    slipway.close();
  }
}
