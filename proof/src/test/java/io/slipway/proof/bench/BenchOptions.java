// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.util.Iterator;
import java.util.List;

/**
 * What is measured.
 *
 * @param flows in each round
 * @param warmup flows before the first round, which do not count
 * @param atOnce devices that are under way at a time
 * @param arrive whether a flow goes on to the login at the account's broker
 * @param chosen whether the orders' passwords were chosen by people, which makes a login dearer
 */
record BenchOptions(int rounds, int flows, int warmup, int atOnce, boolean arrive, boolean chosen) {
  static final String USAGE =
      "./bench [--rounds 3] [--flows 2000] [--warmup 2000] [--at-once 64] [--arrive] [--chosen]";

  static BenchOptions of(List<String> arguments) {
    BenchOptions options = new BenchOptions(3, 2_000, 2_000, 64, false, false);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  private BenchOptions with(String flag, Iterator<String> rest) {
    return switch (flag) {
      case "--rounds" -> new BenchOptions(number(rest), flows, warmup, atOnce, arrive, chosen);
      case "--flows" -> new BenchOptions(rounds, number(rest), warmup, atOnce, arrive, chosen);
      case "--warmup" -> new BenchOptions(rounds, flows, number(rest), atOnce, arrive, chosen);
      case "--at-once" -> new BenchOptions(rounds, flows, warmup, number(rest), arrive, chosen);
      case "--arrive" -> new BenchOptions(rounds, flows, warmup, atOnce, true, chosen);
      case "--chosen" -> new BenchOptions(rounds, flows, warmup, atOnce, arrive, true);
      default -> throw new IllegalArgumentException(USAGE);
    };
  }

  private static int number(Iterator<String> rest) {
    try {
      return Integer.parseInt(rest.next());
    } catch (RuntimeException noNumber) {
      throw new IllegalArgumentException(USAGE, noNumber);
    }
  }
}
