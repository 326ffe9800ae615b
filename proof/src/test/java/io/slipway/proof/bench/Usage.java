// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process has used, as Linux tells it. */
record Usage(Duration cpu, long residentKiB) {
  /** The kernel counts CPU time in hundredths of a second, on every usual machine. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int USER_TIME = 11;

  static Usage of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The second field is the program's name in brackets, and may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
      long resident =
          Files.readAllLines(process.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      return new Usage(Duration.ofMillis(ticks * MILLIS_PER_TICK), resident);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Duration since(Usage before) {
    return cpu.minus(before.cpu);
  }
}
