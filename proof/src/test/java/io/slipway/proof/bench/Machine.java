// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was measured on, in words that name no machine in particular. */
final class Machine {
  private static final long KIB_PER_GIB = 1024 * 1024;

  private Machine() {}

  static long cores() {
    return lines("/proc/cpuinfo", "processor");
  }

  static long memoryGiB() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
              .filter(l -> l.startsWith("MemTotal:"))
              .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
              .sum()
          / KIB_PER_GIB;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  private static long lines(String file, String beginning) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(l -> l.startsWith(beginning))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
