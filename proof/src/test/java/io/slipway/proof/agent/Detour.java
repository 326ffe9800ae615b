// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Leads from an address that nobody's certificate names, 127.0.0.2, to a port of 127.0.0.1. */
final class Detour implements AutoCloseable {
  static final String HOST = "127.0.0.2";

  private final ServerSocket entry;
  private final int exit;

  Detour(int exit) throws IOException {
    this.entry = new ServerSocket(0, 50, InetAddress.getByName(HOST));
    this.exit = exit;
    Thread.ofVirtual().start(this::lead);
  }

  int port() {
    return entry.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    entry.close();
  }

  private void lead() {
    while (!entry.isClosed()) {
      try {
        Socket from = entry.accept();
        Socket to = new Socket(InetAddress.getByName("127.0.0.1"), exit);
        Thread.ofVirtual().start(() -> carry(from, to));
        Thread.ofVirtual().start(() -> carry(to, from));
      } catch (IOException e) {
        if (!entry.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // Both ends are closed with it.
    }
  }
}
