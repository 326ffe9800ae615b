// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.slipway.security.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Pebble, an ACME authority for tests, as a process of its own. */
final class Pebble implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private final Process process;
  private final URI directory;

  private Pebble(Process process, URI directory) {
    this.process = process;
    this.directory = directory;
  }

  /**
   * Starts one that looks at these ports of whatever name it is to certify.
   *
   * @param made the authority of its own server, whose root is {@code root.pem}
   */
  static Pebble start(TestCertificates made, int httpPort, int tlsPort) throws Exception {
    made.server("pebble", "DNS:localhost", 9);
    int port = freePort();
    Path config = made.folder().resolve("pebble.json");
    Files.writeString(
        config,
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
          "certificate": "pebble.pem", "privateKey": "pebble.key",
          "httpPort": %d, "tlsPort": %d, "ocspResponderURL": ""}}
        """
            .formatted(port, freePort(), httpPort, tlsPort));
    ProcessBuilder builder =
        new ProcessBuilder("pebble", "-config", "pebble.json")
            .directory(made.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(made.folder().resolve("pebble.log").toFile());
    builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
    Process process = builder.start();
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!answers(port)) {
      if (!process.isAlive() || Instant.now().isAfter(limit)) {
        throw new AssertionError(Files.readString(made.folder().resolve("pebble.log")));
      }
    }
    return new Pebble(process, URI.create("https://localhost:" + port + "/dir"));
  }

  URI directory() {
    return directory;
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
