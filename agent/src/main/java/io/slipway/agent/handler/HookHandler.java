// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

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

  private static final int MAX_OUTPUT = 1_000;

  private final Path program;
  private final Duration timeLimit;

  public HookHandler(Path program, Duration timeLimit) {
    this.program = program;
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
    // Into a file: a child that the hook leaves behind must not keep us reading.
    Path output = Files.createTempFile("slipway-hook-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      judge(verb, process, output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private void judge(String verb, Process process, Path output)
      throws HandlerException, IOException {
    if (!ended(process)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new HandlerException(
          "the hook's %s took longer than %d s".formatted(verb, timeLimit.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw new HandlerException(
          "the hook's %s ended with %d: %s".formatted(verb, process.exitValue(), lastOf(output)));
    }
  }

  private boolean ended(Process process) {
    try {
      return process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String lastOf(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      in.skipNBytes(Math.max(0, Files.size(output) - MAX_OUTPUT));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
