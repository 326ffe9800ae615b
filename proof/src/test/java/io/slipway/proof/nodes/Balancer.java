// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.nodes;

import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Ready.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** HAProxy in front of several nodes, on loopback, which tells the provision brokers who comes. */
final class Balancer implements AutoCloseable {
  private static final String COMMON =
      """
      global
        maxconn 4000
      defaults
        mode tcp
        timeout connect 2s
        timeout client 1h
        timeout server 1h
        retries 3
        option redispatch
        default-server check inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions
      """;

  private final Ports ports;
  private final Process process;

  private Balancer(Ports ports, Process process) {
    this.ports = ports;
    this.process = process;
  }

  /** Ports for a balancer that is not started yet; nobody else is likely to take them meanwhile. */
  static Ports freePorts() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> free = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return new Ports(
          free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that leads from these ports to the same ones of the nodes in turn. */
  static Balancer start(Path folder, Ports from, Ports to, List<String> nodes) {
    String config =
        COMMON
            + section("provision_tls", from.provisionTls(), to.provisionTls(), nodes, true)
            + section("provision_tcp", from.provisionTcp(), to.provisionTcp(), nodes, true)
            + section("https", from.https(), to.https(), nodes, false)
            + section("account_tls", from.accountTls(), to.accountTls(), nodes, false);
    try {
      Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
      Process process =
          new ProcessBuilder("haproxy", "-db", "-f", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("haproxy.log").toFile())
              .start();
      Balancer balancer = new Balancer(from, process);
      Patience.until("a balancer", balancer::answers);
      return balancer;
    } catch (IOException e) {
      throw new UncheckedIOException("HAProxy cannot be started", e);
    }
  }

  private static String section(
      String name, int from, int to, List<String> nodes, boolean tellsSource) {
    StringBuilder text = new StringBuilder();
    text.append("listen %s%n  bind 127.0.0.1:%d%n  balance roundrobin%n".formatted(name, from));
    for (int i = 0; i < nodes.size(); i++) {
      String source = tellsSource ? " send-proxy-v2 check-send-proxy" : "";
      text.append("  server node%d %s:%d%s%n".formatted(i, nodes.get(i), to, source));
    }
    return text.toString();
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("HAProxy ended at once");
    }
    try (Socket socket = new Socket("127.0.0.1", ports.https())) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
