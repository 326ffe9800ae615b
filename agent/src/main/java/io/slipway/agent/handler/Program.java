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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program on the device that is called with a verb and what it is about. Exit code 0 is success;
 * with any other, what it printed last is the reason. It has a limited time, and a thread that is
 * interrupted ends it.
 *
 * @param output the file that takes what it prints
 */
public record Program(Path file, Path output, Duration timeLimit) {
  private static final int SHOWN_OUTPUT = 1_000;
  private static final long MOST_OUTPUT = 1 << 20;
  private static final long LOOK_EVERY_MILLIS = 50;

  /** Returns when it has done what it was told. */
  public void run(String verb, String... about) throws HandlerException, IOException {
    List<String> command = new ArrayList<>(List.of(file.toAbsolutePath().toString(), verb));
    command.addAll(Arrays.asList(about));
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
    for (long left = timeLimit.toMillis(); !ended(verb, process); left -= LOOK_EVERY_MILLIS) {
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

  private static boolean ended(String verb, Process process) throws HandlerException {
    try {
      return process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new HandlerException("the hook's " + verb + " was ended, since the agent ends");
    }
  }

  /** Its children too, from before they lose their parent. */
  private static void kill(Process process) {
    try (Stream<ProcessHandle> children = process.descendants()) {
      List<ProcessHandle> all = children.toList();
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static String lastOf(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      in.skipNBytes(Math.max(0, Files.size(output) - SHOWN_OUTPUT));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
