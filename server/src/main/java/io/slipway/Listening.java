// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** Tries the ports before anything is started, so that all that are taken are named at once. */
final class Listening {
  private static final int ANSWER_MILLIS = 1_000;

  private Listening() {}

  static void refuseTakenPorts(ServerConfig config) {
    List<String> taken = Setting.PORTS.stream().flatMap(s -> problem(config, s).stream()).toList();
    if (!taken.isEmpty()) {
      throw StartRefusedException.because(String.join("\n", taken));
    }
  }

  private static Optional<String> problem(ServerConfig config, Setting setting) {
    int port = config.ports().of(setting).orElse(0);
    String host = config.hostOf(setting);
    if (port == 0) {
      return Optional.empty();
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return Optional.empty();
    } catch (BindException e) {
      return Optional.of(
          "cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + setting.description()
              + "): "
              + e.getMessage()
              + "; choose another port with "
              + setting.flag()
              + ", 0 for any free one");
    } catch (IOException e) {
      return Optional.of("cannot listen on " + host + ":" + port + ": " + e.getMessage());
    }
  }

  /** Returns when somebody answers at this port of this machine. */
  static void requireAnswer(String host, int port) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    InetAddress here = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(here, port), ANSWER_MILLIS);
    }
  }
}
