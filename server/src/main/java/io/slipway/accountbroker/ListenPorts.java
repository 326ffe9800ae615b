// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The ports in use. HiveMQ does not tell which it took for 0, so a free one is looked for first.
 */
record ListenPorts(int tls, int tcp) {

  static ListenPorts of(AccountBrokerSettings settings) throws IOException {
    try (ServerSocket tls = bound(settings.host(), settings.tlsPort());
        ServerSocket tcp = bound(settings.plainHost(), settings.tcpPort())) {
      return new ListenPorts(tls.getLocalPort(), tcp.getLocalPort());
    }
  }

  private static ServerSocket bound(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("port " + port + " of " + host + " is in use", e);
    }
  }
}
