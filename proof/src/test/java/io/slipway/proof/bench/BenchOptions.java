// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param flows in each round, at least
 * @param warmup flows before the first round, which do not count
 * @param atOnce how many devices are under way at a time, one round for each
 * @param write whether the result becomes {@code docs/performance.md}
 */
record BenchOptions(
    int rounds,
    int flows,
    int warmup,
    List<Integer> atOnce,
    List<String> databases,
    boolean write) {
  static final String USAGE =
      "./bench [--quick] [--write] [--rounds 3] [--flows 4000] [--warmup 20000]"
          + " [--at-once 1,64,1000,10000] [--database sqlite,postgresql]";

  private static final int SHARE_OF_ONE = 8;
  private static final BenchOptions WHOLE =
      new BenchOptions(
          3, 4_000, 20_000, List.of(1, 64, 1_000, 10_000), List.of("sqlite", "postgresql"), true);
  private static final BenchOptions QUICK =
      new BenchOptions(2, 2_000, 8_000, List.of(1, 64, 1_000), WHOLE.databases, false);

  static BenchOptions of(List<String> arguments) {
    BenchOptions options = arguments.contains("--quick") ? QUICK : WHOLE;
    Iterator<String> rest = arguments.stream().filter(a -> !a.equals("--quick")).iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  /** Few where one comes after the other, which takes long. */
  int flowsAt(int devices) {
    return devices == 1 ? flows / SHARE_OF_ONE : Math.max(flows, devices);
  }

  private BenchOptions with(String flag, Iterator<String> rest) {
    return switch (flag) {
      case "--rounds" -> new BenchOptions(number(rest), flows, warmup, atOnce, databases, write);
      case "--flows" -> new BenchOptions(rounds, number(rest), warmup, atOnce, databases, write);
      case "--warmup" -> new BenchOptions(rounds, flows, number(rest), atOnce, databases, write);
      case "--at-once" ->
          new BenchOptions(
              rounds,
              flows,
              warmup,
              words(rest).map(BenchOptions::number).toList(),
              databases,
              write);
      case "--database" ->
          new BenchOptions(rounds, flows, warmup, atOnce, words(rest).toList(), write);
      case "--write" -> new BenchOptions(rounds, flows, warmup, atOnce, databases, true);
      default -> throw new IllegalArgumentException(USAGE);
    };
  }

  private static Stream<String> words(Iterator<String> rest) {
    return Stream.of(value(rest).split(",", -1));
  }

  private static int number(Iterator<String> rest) {
    return number(value(rest));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException(USAGE, noNumber);
    }
  }

  private static String value(Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(USAGE);
    }
    return rest.next();
  }
}
