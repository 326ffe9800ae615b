// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's Mosquitto as an account's broker of somebody else's: it takes whoever shows a
 * certificate below the authorities that it is given and stands on none of its lists.
 */
final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final Process process;

  private Mosquitto(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it in a folder of its own.
   *
   * @param authorities a file of certificates in PEM
   * @param list a file with the list of revoked certificates in PEM
   */
  static Mosquitto start(Path folder, Path authorities, Path list) {
    try {
      Files.createDirectories(folder);
      int port = freePort();
      run(
          folder,
          "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
              + " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
              + " -keyout server.key -out server.pem");
      Path configuration = folder.resolve("mosquitto.conf");
      Files.writeString(
          configuration,
          """
          user root
          listener %d 127.0.0.1
          allow_anonymous true
          certfile %s/server.pem
          keyfile %s/server.key
          cafile %s
          crlfile %s
          require_certificate true
          use_identity_as_username true
          """
              .formatted(port, folder, folder, authorities, list));
      Process process =
          new ProcessBuilder("/usr/sbin/mosquitto", "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("mosquitto.log").toFile())
              .start();
      Mosquitto started = new Mosquitto(folder, port, process);
      Patience.until("Mosquitto listening", started::listens);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "ssl://localhost:" + port;
  }

  /** The certificate by which clients know it. */
  Path certificate() {
    return folder.resolve("server.pem");
  }

  /** Lets it read its files anew. */
  void reload() {
    run(folder, "kill -HUP " + process.pid());
  }

  String log() {
    try {
      return Files.readString(folder.resolve("mosquitto.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean listens() {
    assertThat(process.isAlive()).as(log()).isTrue();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void run(Path folder, String command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command.split(" ")))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
