// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * What is played, all of it following from the seed.
 *
 * @param devices that are under way at a time
 * @param agents that are under way at a time, each a process
 */
record Scene(Store store, int nodes, int faults, long seed, int devices, int agents) {
  static final String USAGE =
      "./chaos [--faults 100] [--seed N] [--store sqlite|postgresql] [--nodes 3]"
          + " [--devices 8] [--agents 2]";

  /** What a server keeps its data in. */
  enum Store {
    /** A file on a file system of its own, which can be full. One node. */
    SQLITE,
    /** A server, which can be away. */
    POSTGRESQL
  }

  /** A node on its own file. */
  static Scene sqlite(int faults, long seed) {
    return new Scene(Store.SQLITE, 1, faults, seed, 6, 1);
  }

  /** Some nodes on one database. */
  static Scene postgresql(int nodes, int faults, long seed) {
    return new Scene(Store.POSTGRESQL, nodes, faults, seed, 6, 1);
  }

  /**
   * As it is said on the command line.
   *
   * @param otherwise the seed where none is said
   */
  static Scene of(List<String> arguments, long otherwise) {
    Scene scene = new Scene(Store.SQLITE, 1, 100, otherwise, 8, 2);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      scene = scene.with(rest.next(), rest.hasNext() ? rest.next() : "");
    }
    return scene;
  }

  /** The words that play it again. */
  String command() {
    return "./chaos --store %s --nodes %d --faults %d --seed %d --devices %d --agents %d"
        .formatted(store.name().toLowerCase(Locale.ROOT), nodes, faults, seed, devices, agents);
  }

  private Scene with(String flag, String value) {
    try {
      return switch (flag) {
        case "--store" -> with(Store.valueOf(value.toUpperCase(Locale.ROOT)));
        case "--nodes" ->
            new Scene(store, Integer.parseInt(value), faults, seed, devices, agents).sensible();
        case "--faults" -> new Scene(store, nodes, Integer.parseInt(value), seed, devices, agents);
        case "--seed" -> new Scene(store, nodes, faults, Long.parseLong(value), devices, agents);
        case "--devices" -> new Scene(store, nodes, faults, seed, Integer.parseInt(value), agents);
        case "--agents" -> new Scene(store, nodes, faults, seed, devices, Integer.parseInt(value));
        default -> throw new IllegalArgumentException(USAGE);
      };
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(USAGE, wrong);
    }
  }

  private Scene with(Store other) {
    int usual = other == Store.SQLITE ? 1 : 3;
    return new Scene(other, usual, faults, seed, devices, agents);
  }

  private Scene sensible() {
    if (store == Store.SQLITE && nodes != 1) {
      throw new IllegalArgumentException("only nodes on PostgreSQL can be many");
    }
    return this;
  }
}
