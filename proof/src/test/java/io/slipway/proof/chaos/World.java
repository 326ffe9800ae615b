// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.world.Desk;
import io.slipway.proof.world.Ready.Ports;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The nodes with what they stand on, the roads to them, and those who travel there. */
final class World implements AutoCloseable {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Road, Relay> relays = new EnumMap<>(Road.class);
  private Optional<Disk> disk = Optional.empty();
  private Optional<SharedDatabase> database = Optional.empty();
  private Crowd crowd;

  /** Starts all that a scene needs, with its devices under way. */
  static World of(Scene scene, Path folder) throws Exception {
    World world = new World();
    try {
      world.build(scene, folder);
      return world;
    } catch (Exception | AssertionError e) {
      world.close();
      throw e;
    }
  }

  private void build(Scene scene, Path folder) throws Exception {
    switch (scene.store()) {
      case SQLITE -> {
        disk = Optional.of(Disk.mount(Files.createDirectories(folder).resolve("data")));
        nodes.add(Node.start(folder));
      }
      case POSTGRESQL -> {
        database = Optional.of(SharedDatabase.start());
        for (int i = 0; i < scene.nodes(); i++) {
          nodes.add(sharing(database.get(), folder, i));
        }
      }
    }
    open(Road.PROVISION_TLS, Ports::provisionTls);
    open(Road.PROVISION_TCP, Ports::provisionTcp);
    open(Road.ACCOUNT_TLS, Ports::accountTls);
    crowd = Crowd.setOut(scene, this, folder);
  }

  private static Node sharing(SharedDatabase database, Path folder, int number) throws IOException {
    Path own = Files.createDirectories(folder.resolve("node" + number));
    Path key = folder.resolve("node0/data/master.key");
    return Node.start(own, "--database", database.url(), "--master-key", key.toString());
  }

  private void open(Road road, ToIntFunction<Ports> port) {
    List<Integer> backends = nodes.stream().map(n -> port.applyAsInt(n.slipway().ports())).toList();
    relays.put(road, Relay.before(backends, road == Road.PROVISION_TCP));
  }

  Node node(int number) {
    return nodes.get(number);
  }

  List<Node> nodes() {
    return nodes;
  }

  Relay relay(Road road) {
    return relays.get(road);
  }

  Disk disk() {
    return disk.orElseThrow();
  }

  SharedDatabase database() {
    return database.orElseThrow();
  }

  Crowd crowd() {
    return crowd;
  }

  /** An operator who goes to whichever node answers. */
  Desk desk() {
    return Desk.of(nodes.stream().map(Node::slipway).toList());
  }

  boolean sharesDatabase() {
    return database.isPresent();
  }

  /** The address of the database for who wants to look for himself. */
  String databaseUrl() {
    return database
        .map(SharedDatabase::url)
        .orElseGet(() -> "jdbc:sqlite:" + first().dataFolder().resolve("slipway.db"));
  }

  Slipway first() {
    return nodes.get(0).slipway();
  }

  /** Clocks are right again, and nothing more happens to the traffic; returns what never did. */
  int heal() {
    nodes.forEach(node -> node.jump(Duration.ZERO));
    for (Node node : nodes) {
      if (!node.alive()) {
        throw new AssertionError("a server has ended by itself");
      }
    }
    return relays.values().stream().mapToInt(Relay::forget).sum();
  }

  @Override
  public void close() throws IOException {
    if (crowd != null) {
      crowd.close();
    }
    relays.values().forEach(Relay::close);
    nodes.forEach(Node::close);
    disk.ifPresent(Disk::close);
    if (database.isPresent()) {
      database.get().close();
    }
  }
}
