// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A balancer in front of nodes, in turn to whoever answers, that can be told to do harm to what
 * goes through it.
 */
final class Relay implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private final ServerSocket entrance;
  private final List<Integer> backends;
  private final boolean readsPackets;
  private final Map<Way, Queue<Trouble>> troubles = new EnumMap<>(Way.class);
  private final Map<Way, Queue<Trouble>> doublings = new EnumMap<>(Way.class);
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Relay(ServerSocket entrance, List<Integer> backends, boolean readsPackets) {
    this.entrance = entrance;
    this.backends = List.copyOf(backends);
    this.readsPackets = readsPackets;
    for (Way way : Way.values()) {
      troubles.put(way, new ConcurrentLinkedQueue<>());
      doublings.put(way, new ConcurrentLinkedQueue<>());
    }
  }

  /**
   * Between the devices and these ports of the loopback; {@code readsPackets}: unencrypted MQTT.
   */
  static Relay before(List<Integer> backends, boolean readsPackets) {
    try {
      ServerSocket entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
      Relay relay = new Relay(entrance, backends, readsPackets);
      relay.threads.execute(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return entrance.getLocalPort();
  }

  boolean readsPackets() {
    return readsPackets;
  }

  /** Something happens to whatever goes this way next. */
  void befall(Way way, Trouble trouble) {
    boolean doubling = trouble.kind() == Trouble.Kind.DOUBLED;
    (doubling ? doublings : troubles).get(way).add(trouble);
  }

  /** Cuts all connections that there are. */
  void cutAll() {
    lines.forEach(Line::cut);
  }

  /** From now on all goes well. */
  int forget() {
    int left = 0;
    for (Way way : Way.values()) {
      left += troubles.get(way).size() + doublings.get(way).size();
      troubles.get(way).clear();
      doublings.get(way).clear();
    }
    return left;
  }

  Optional<Trouble> next(Way way, Predicate<Trouble.Kind> possible) {
    Trouble doubling = possible.test(Trouble.Kind.DOUBLED) ? doublings.get(way).poll() : null;
    return Optional.ofNullable(doubling != null ? doubling : troubles.get(way).poll());
  }

  private void accept() {
    try {
      while (!entrance.isClosed()) {
        Socket device = entrance.accept();
        threads.execute(() -> connect(device));
      }
    } catch (IOException closed) {
      cutAll();
    }
  }

  private void connect(Socket device) {
    Optional<Socket> server = reach();
    if (server.isEmpty()) {
      Line.closed(device);
      return;
    }
    Line line = new Line(this, device, server.get());
    lines.add(line);
    if (entrance.isClosed()) {
      line.cut();
    }
    threads.execute(() -> line.pump(Way.TO_SERVER));
    line.pump(Way.TO_DEVICE);
    lines.remove(line);
  }

  private Optional<Socket> reach() {
    int first = turn.getAndIncrement();
    for (int i = 0; i < backends.size(); i++) {
      Socket socket = new Socket();
      try {
        int port = backends.get(Math.floorMod(first + i, backends.size()));
        InetAddress here = InetAddress.getLoopbackAddress();
        socket.connect(new InetSocketAddress(here, port), (int) CONNECT_LIMIT.toMillis());
        return Optional.of(socket);
      } catch (IOException nobodyThere) {
        Line.closed(socket);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cutAll();
    threads.shutdownNow();
  }
}
