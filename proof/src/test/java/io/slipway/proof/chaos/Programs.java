// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs of the system that faults are made with. */
public final class Programs {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private Programs() {}

  static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(
            String.join(" ", command) + " failed (some of it only root may do): " + said);
      }
    } catch (IOException e) {
      throw new AssertionError(command[0] + " is not installed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Sends a signal to a process and to all that it has started. */
  static void signal(String name, ProcessHandle process) {
    Stream.concat(Stream.of(process), process.descendants()).forEach(p -> signalOne(name, p));
  }

  private static void signalOne(String name, ProcessHandle process) {
    try {
      run("kill", "-" + name, Long.toString(process.pid()));
    } catch (AssertionError unheard) {
      if (process.isAlive()) {
        throw unheard;
      }
    }
  }

  /** The library that lies to a program about the time. */
  public static Path clockLibrary() {
    try (Stream<Path> folders = Files.list(LIBRARIES)) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new AssertionError("Debian's package faketime is not installed"));
    } catch (IOException e) {
      throw new AssertionError(LIBRARIES + " cannot be read", e);
    }
  }
}
