// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Gives the measured server one core, and all others to who measures it. */
final class Cores {
  private static final String SERVERS = "0";
  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  private final boolean apart;

  private Cores(boolean apart) {
    this.apart = apart;
  }

  /** Moves this process, and with it what it starts, away from the server's core. */
  static Cores apart() throws IOException, InterruptedException {
    int number = Runtime.getRuntime().availableProcessors();
    if (number < 2 || !Files.isExecutable(TASKSET)) {
      return new Cores(false);
    }
    Process moved =
        new ProcessBuilder(
                TASKSET.toString(),
                "-a",
                "-p",
                "-c",
                "1-" + (number - 1),
                Long.toString(ProcessHandle.current().pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    return new Cores(moved.waitFor() == 0);
  }

  /** The command of a server, to run on its core. */
  List<String> forServer(String... command) {
    Stream<String> place = apart ? Stream.of(TASKSET.toString(), "-c", SERVERS) : Stream.empty();
    return Stream.concat(place, Stream.of(command)).toList();
  }

  String text() {
    return apart
        ? "The server had one core, the devices and PostgreSQL another"
        : "All shared all cores";
  }
}
