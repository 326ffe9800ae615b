// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program: {@code check FILE}, {@code apply FILE} or {@code rollback [FILE]}. Exit code 0 is
 * success; with any other, what it printed last is the reason.
 */
public final class HookHandler implements SnapshotHandler {
  /** Shorter than the platform waits for an answer, so that it gets the reason. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  private static final int SHOWN_OUTPUT = 1_000;
  private static final long MOST_OUTPUT = 1 << 20;
  private static final long LOOK_EVERY_MILLIS = 50;

  private final Path program;
  private final Path output;
  private final Duration timeLimit;

  /**
   * Makes one.
   *
   * @param output the file that takes what the program prints
   */
  public HookHandler(Path program, Path output, Duration timeLimit) {
    this.program = program;
    this.output = output;
    this.timeLimit = timeLimit;
  }

  @Override
  public void check(Path snapshot) throws HandlerException, IOException {
    run("check", Optional.of(snapshot));
  }

  @Override
  public void apply(Path snapshot) throws HandlerException, IOException {
    run("apply", Optional.of(snapshot));
  }

  @Override
  public void rollBack(Optional<Path> snapshot) throws HandlerException, IOException {
    run("rollback", snapshot);
  }

  private void run(String verb, Optional<Path> snapshot) throws HandlerException, IOException {
    List<String> command = new ArrayList<>(List.of(program.toAbsolutePath().toString(), verb));
    snapshot.ifPresent(file -> command.add(file.toAbsolutePath().toString()));
    try {
      judge(verb, start(command));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private Process start(List<String> command) throws HandlerException {
    try {
      // Into a file: a child that the hook leaves behind must not keep us reading.
      return new ProcessBuilder(command)
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new HandlerException("the hook cannot be run: " + e.getMessage());
    }
  }

  private void judge(String verb, Process process) throws HandlerException, IOException {
    for (long left = timeLimit.toMillis(); !ended(process); left -= LOOK_EVERY_MILLIS) {
      if (left <= 0) {
        kill(process);
        throw new HandlerException(
            "the hook's %s took longer than %d s".formatted(verb, timeLimit.toSeconds()));
      }
      if (Files.size(output) > MOST_OUTPUT) {
        kill(process);
        throw new HandlerException(
            "the hook's %s printed more than %d bytes".formatted(verb, MOST_OUTPUT));
      }
    }
    if (process.exitValue() != 0) {
      throw new HandlerException(
          "the hook's %s ended with %d: %s".formatted(verb, process.exitValue(), lastOf(output)));
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String lastOf(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      in.skipNBytes(Math.max(0, Files.size(output) - SHOWN_OUTPUT));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
