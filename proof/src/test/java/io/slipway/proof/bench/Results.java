// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All rounds, each of flows with the round of bare cycles that ran just before it. */
final class Results {
  private final List<Pair> pairs = new ArrayList<>();

  /** Two rounds that belong together. */
  record Pair(String database, int atOnce, Round bare, Round flows) {
    double ratio() {
      return flows.cpu() / bare.cpu();
    }
  }

  /** The middle one of several figures, and how far they lie apart. */
  record Figure(double median, double least, double most) {}

  void add(String database, int atOnce, Round bare, Round flows) {
    pairs.add(new Pair(database, atOnce, bare, flows));
  }

  List<Pair> of(String database, int atOnce) {
    return pairs.stream()
        .filter(p -> p.database().equals(database) && p.atOnce() == atOnce)
        .toList();
  }

  static Figure figure(List<Pair> pairs, ToDoubleFunction<Pair> value) {
    List<Double> sorted =
        pairs.stream().map(value::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Figure(median, sorted.getFirst(), sorted.getLast());
  }
}
