// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its children have used, as Linux tells it.
 *
 * @param switches how often its threads gave up their core to wait
 */
record Usage(long cpuMillis, long residentKiB, long switches) {
  /** The kernel counts CPU time in hundredths of a second, on every usual machine. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int ENDED_CHILDREN_USER_TIME = 13;
  private static final int ENDED_CHILDREN_SYSTEM_TIME = 14;
  private static final Usage NOTHING = new Usage(0, 0, 0);

  static Usage of(long pid) {
    Stream<Long> children =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid);
    return Stream.concat(Stream.of(pid), children)
        .map(p -> Path.of("/proc", Long.toString(p)))
        .map(Usage::ofOne)
        .reduce(NOTHING, Usage::plus);
  }

  private static Usage ofOne(Path process) {
    try {
      return new Usage(cpuMillis(process), residentKiB(process), switches(process));
    } catch (NoSuchFileException ended) {
      return NOTHING;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long cpuMillis(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    // The second field is the program's name in brackets, and may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Stream.of(USER_TIME, SYSTEM_TIME, ENDED_CHILDREN_USER_TIME, ENDED_CHILDREN_SYSTEM_TIME)
            .mapToLong(i -> Long.parseLong(fields[i]))
            .sum()
        * MILLIS_PER_TICK;
  }

  private static long residentKiB(Path process) throws IOException {
    return sum(process, "VmRSS:");
  }

  private static long switches(Path process) throws IOException {
    long sum = 0;
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      List<Path> all = threads.toList();
      for (Path thread : all) {
        if (Files.exists(thread.resolve("status"))) {
          sum += sum(thread, "voluntary_ctxt_switches:");
        }
      }
    }
    return sum;
  }

  private static long sum(Path task, String field) throws IOException {
    return Files.readAllLines(task.resolve("status")).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private Usage plus(Usage other) {
    return new Usage(
        cpuMillis + other.cpuMillis, residentKiB + other.residentKiB, switches + other.switches);
  }

  /** What was used meanwhile, and the memory as it is now. */
  Usage since(Usage before) {
    return new Usage(cpuMillis - before.cpuMillis, residentKiB, switches - before.switches);
  }
}
